import type { LanguageHost } from './language-host.js';
import type { Answer, Question } from './protocol.js';

/** One question answered. A question that fails is said to have failed: the next one is answered all the same. */
export function answer(host: LanguageHost, { id, method, args }: Extract<Question, { kind: 'ask' }>): Answer {
  const ask: (...args: never[]) => unknown = host[method];
  try {
    return { id, value: ask.apply(host, [...args] as never[]) };
  } catch {
    return { id, failed: true };
  }
}
