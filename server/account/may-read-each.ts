import { createMiddleware } from 'hono/factory';
import { mayAtAll } from '../access/ability.js';
import { scopedDb } from '../access/scoped-db.js';
import { byName } from '../access/small-groups.js';
import type { Subject } from '../access/tables/subject.js';
import { forbidden } from '../problem/common.js';
import { signedIn, type SignedInEnv } from './signed-in.js';

/**
 * Lets in whoever may read some rows of the subject, for routes that tell of fans one by one: the request is then one of
 * somebody without the fans whom they only count.
 */
export function mayReadEach(subject: Subject) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    await signedIn(c, async () => {
      const { actor, db } = knowingByName(c.var);
      if (!mayAtAll(actor.ability, 'read', subject)) throw forbidden();
      c.set('actor', actor);
      c.set('db', db);
      await next();
    });
  });
}

/** Whoever sends a request, without the fans whom they only count. */
export function knowingByName(variables: SignedInEnv['Variables']): SignedInEnv['Variables'] {
  const { actor, deps } = variables;
  const ability = byName(actor.ability);
  if (ability === actor.ability) return variables;
  return { ...variables, actor: { ...actor, ability }, db: scopedDb(deps.db, ability) };
}
