import type { Location, Project } from './project.js';
import { documentAt } from './project.js';
import { occurrenceAt, sameName } from './occurrence.js';

/** Where the name under an offset comes from: its definition, else where the texts put it on. Empty for the shop's own. */
export function definitionsOfName(project: Project, path: string, offset: number): Location[] {
  const places = placesOf(project, path, offset);
  const defining = places.filter(({ role }) => role === 'defines');
  return (defining.length > 0 ? defining : places.filter(({ role }) => role === 'makes')).map(toLocation);
}

/** Every place of the name under an offset, the definition included. */
export function references(project: Project, path: string, offset: number): Location[] {
  return placesOf(project, path, offset).map(toLocation);
}

function placesOf(project: Project, path: string, offset: number) {
  const document = documentAt(project, path);
  const under = document && occurrenceAt(document, offset);
  return under ? sameName(project, under) : [];
}

function toLocation({ path, range }: Location): Location {
  return { path, range };
}
