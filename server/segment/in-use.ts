import type { Ability } from '../access/ability.js';
import { conflict } from '../problem/common.js';
import type { Problem } from '../problem/problem.js';
import { shownUsers, type User } from './used-by.js';

const NAMED = 5;

/** @param users what names it in the shop: those that the person sees are told by name */
export function inUse(code: string, ability: Ability, shopId: string, users: readonly User[]): Problem {
  const names = shownUsers(ability, shopId, users)
    .slice(0, NAMED)
    .map(({ name }) => `“${name}”`);
  const told = (mark: string, between: string) => (names.length === 0 ? '' : mark + names.join(between));
  return conflict(
    code,
    `还有 ${String(users.length)} 处在用${told('：', '、')}。请先改掉它们再操作。`,
    `It is still used in ${String(users.length)} places${told(': ', ', ')}. Change those first.`,
  );
}
