import { createMiddleware } from 'hono/factory';
import { type AbilityAction, mayAtAll } from '../access/ability.js';
import type { Subject } from '../access/rules.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { forbidden, unauthenticated } from '../problem/common.js';
import type { BaseEnv } from '../request/context.js';
import { readSessionCookie } from './session-cookie.js';
import { type Actor, actorOf } from './session.service.js';

/** A request of a person. `db` shows and changes only what the person may. */
export interface SignedInEnv {
  Variables: BaseEnv['Variables'] & { actor: Actor; db: ScopedDb };
}

/** Lets in whoever has a session. */
export const signedIn = createMiddleware<SignedInEnv>(async (c, next) => {
  const sessionId = await readSessionCookie(c, c.var.deps);
  const actor = sessionId === undefined ? undefined : await actorOf(c.var.deps.db, sessionId);
  if (!actor) throw unauthenticated();
  c.set('actor', actor);
  c.set('db', scopedDb(c.var.deps.db, actor.ability));
  await next();
});

/** Lets in whoever has a session and the right to the action on some rows of the subject; which rows, the query knows. */
export function may(action: AbilityAction, subject: Subject) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    await signedIn(c, async () => {
      if (!mayAtAll(c.var.actor.ability, action, subject)) throw forbidden();
      await next();
    });
  });
}
