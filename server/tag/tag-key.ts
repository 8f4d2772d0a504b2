/** Key in `listen` of a rule tag that hangs on this tag. SOPs listen to `tag`, for changes of any. */
export function tagKey(name: string): string {
  return `tag:${name}`;
}
