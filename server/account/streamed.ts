import { abilityFrom } from '../access/grants.js';
import { type Actor, sessionsOf } from './session.service.js';
import type { SignedInEnv } from './signed-in.js';
import { isViewing, throughEyes } from './view-as.js';

/**
 * A body that comes in pieces, for as long as whoever asked is logged in and may do what they might when they asked.
 * What goes wrong on the way breaks the connection off: a part of a file must not pass for the whole.
 */
export function streamed(
  { deps, actor }: SignedInEnv['Variables'],
  pieces: AsyncIterable<string>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const source = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next: IteratorResult<string, unknown> = await source.next();
      if (next.done === true) return controller.close();
      if (!(await isUnchanged({ deps, actor }))) throw new Error('The rights of whoever asked have changed');
      controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await source.return?.();
    },
  });
}

/** Whether whoever asked is logged in still and may do what they might when they asked. */
export async function isUnchanged({ deps, actor }: Pick<SignedInEnv['Variables'], 'deps' | 'actor'>): Promise<boolean> {
  const [found] = await sessionsOf(deps.db, { id: actor.sessionId });
  if (!found) return false;
  const ability = abilityFrom(found.id, found.grants);
  if (!isViewing(actor)) return ability === actor.ability;
  const { sessionId, login, name, language, duty } = actor;
  const viewer: Actor = { staffId: found.id, sessionId, login, name, language, duty, ability };
  const eyes = await throughEyes(deps.db, { ...viewer, ...(found.views_as !== null && { viewsAs: found.views_as }) });
  return eyes.staffId === actor.staffId && JSON.stringify(eyes.ability.rules) === JSON.stringify(actor.ability.rules);
}
