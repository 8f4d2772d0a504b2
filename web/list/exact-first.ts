interface Found<F> {
  items: F[];
}

/**
 * Fans by part of the nick, or by the whole phone number, of whom only some are shown: whoever is called exactly so comes
 * first, and is among them however many are called alike.
 */
export async function exactFirst<F extends { fan_id: string }>(
  q: string,
  ask: (by: { q: string } | { nick: string }) => Promise<Found<F>>,
): Promise<F[]> {
  // Refused to those who see no nicks, and may still find by a phone.
  const [named, some] = await Promise.all([ask({ nick: q }).catch((): Found<F> => ({ items: [] })), ask({ q })]);
  const ids = new Set(named.items.map(({ fan_id }) => fan_id));
  return [...named.items, ...some.items.filter(({ fan_id }) => !ids.has(fan_id))];
}
