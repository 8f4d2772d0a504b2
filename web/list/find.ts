/** The things with what was typed in one of their texts, whatever the case. */
export function find<Thing>(
  things: readonly Thing[],
  typed: string,
  texts: (thing: Thing) => (string | null)[],
): Thing[] {
  const wanted = typed.trim().toLowerCase();
  return things.filter((thing) => texts(thing).some((text) => (text ?? '').toLowerCase().includes(wanted)));
}
