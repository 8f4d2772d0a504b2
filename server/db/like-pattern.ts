/** The pattern of `like` for texts that have these words in them, whatever signs they hold. */
export function likePattern(words: string): string {
  return `%${words.replace(/[\\%_]/g, '\\$&')}%`;
}
