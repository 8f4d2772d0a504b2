import { isKey, listed, t } from '../i18n/language.svelte.js';

/** Names of kinds of identities, in the words of imports. */
export function kindNames(kinds: readonly string[]): string {
  const nameOf = (kind: string) => {
    const key = `import.field.${kind}`;
    return isKey(key) ? t(key) : kind;
  };
  return listed(kinds.map(nameOf));
}
