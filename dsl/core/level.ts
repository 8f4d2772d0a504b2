/**
 * Whether `升级到` raises a fan: never from the same level or a higher one. A level that the shop's list does not have
 * counts as higher than those it has, except the one named in the SOP, which the list gets at its top.
 *
 * @param levels lowest first
 */
export function raises(from: string | null, to: string, levels: readonly string[]): boolean {
  if (from === null || from === '') return true;
  if (from === to || !levels.includes(from)) return false;
  const rank = levels.indexOf(to);
  return rank === -1 || levels.indexOf(from) < rank;
}
