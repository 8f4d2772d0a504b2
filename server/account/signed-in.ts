import { createMiddleware } from 'hono/factory';
import { type AbilityAction, mayAtAll } from '../access/ability.js';
import type { Subject } from '../access/tables/subject.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { forbidden, unauthenticated } from '../problem/common.js';
import type { BaseEnv } from '../request/context.js';
import { dutyFirst } from './duty.js';
import { readSessionCookie, writeSessionCookie } from './session-cookie.js';
import { type Actor, resumeSession } from './session.service.js';
import { isViewing, onlyLooking, throughEyes } from './view-as.js';

/** A request of a person. `db` shows and changes only what the person may. */
export interface SignedInEnv {
  Variables: BaseEnv['Variables'] & { actor: Actor; db: ScopedDb };
}

/** Lets in whoever has a session, also one that is good only for the person's duty. For their own account. */
export const withSession = createMiddleware<SignedInEnv>(async (c, next) => {
  const { deps } = c.var;
  const claim = await readSessionCookie(c, deps);
  const resumed = claim && (await resumeSession(deps.db, claim));
  if (!resumed) throw unauthenticated();
  const { actor, renewed } = resumed;
  c.set('actor', actor);
  c.set('db', scopedDb(deps.db, actor.ability));
  if (renewed) await writeSessionCookie(c, deps, renewed);
  await next();
});

const looking = new Set(['GET', 'HEAD']);

/** Lets in whoever has a session and no duty left to do first; who looks over a shoulder, as the person they look at. */
export const signedIn = createMiddleware<SignedInEnv>((c, next) =>
  withSession(c, async () => {
    const { deps, actor: self } = c.var;
    if (self.duty !== null) throw dutyFirst(self.duty);
    const actor = await throughEyes(deps.db, self);
    if (isViewing(actor)) {
      if (!looking.has(c.req.method)) throw onlyLooking();
      c.set('actor', actor);
      c.set('db', scopedDb(deps.db, actor.ability));
    }
    await next();
  }),
);

/** Lets in whoever has a session and the right to the action on some rows of the subject; which rows, the query knows. */
export function may(action: AbilityAction, subject: Subject) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    await signedIn(c, async () => {
      if (!mayAtAll(c.var.actor.ability, action, subject)) throw forbidden();
      await next();
    });
  });
}
