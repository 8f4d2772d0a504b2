import { conflict } from '../problem/common.js';
import type { Problem } from '../problem/problem.js';

/** @param users names of what names it */
export function inUse(code: string, users: readonly string[]): Problem {
  const first = users.slice(0, 5).map((name) => `“${name}”`);
  return conflict(
    code,
    `还有 ${String(users.length)} 处在用：${first.join('、')}。请先改掉它们再操作。`,
    `It is still used in ${String(users.length)} places: ${first.join(', ')}. Change those first.`,
  );
}
