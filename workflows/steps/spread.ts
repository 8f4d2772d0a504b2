/** Somebody who may be given work. */
export interface Person {
  id: string;
  team: string | null;
  /** Fans who wait for them. */
  leads: number;
}

/**
 * Those of the people who are there for a fan: of the fan's own team where there are any, because people see what is
 * their team's.
 */
export function peopleFor(people: readonly Person[], team: string | null): readonly Person[] {
  const own = people.filter((person) => person.team === team);
  return own.length > 0 ? own : people;
}

/**
 * Gives each fan to whoever has the fewest at that moment; of equals to the first.
 *
 * @param people in the order of their names
 * @param teams of the fans
 * @returns a person for each fan; null where there is nobody
 */
export function spread(people: readonly Person[], teams: readonly (string | null)[]): (Person | null)[] {
  const leads = new Map(people.map((person) => [person.id, person.leads]));
  const loadOf = (person: Person) => leads.get(person.id) ?? 0;
  return teams.map((team) => {
    const [first, ...others] = peopleFor(people, team);
    if (!first) return null;
    const chosen = others.reduce((least, person) => (loadOf(person) < loadOf(least) ? person : least), first);
    leads.set(chosen.id, loadOf(chosen) + 1);
    return chosen;
  });
}
