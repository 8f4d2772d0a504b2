/** What was typed and is not saved yet, kept by the browser through a crash. */
interface Backup {
  text: string;
  /** The revision that it was made from. */
  revision: number;
}

const key = (id: string) => `fanloom.draft.${id}`;

export function readBackup(id: string): Backup | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(id)) ?? 'null');
    return isBackup(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** A browser that has no room left does without. */
export function keepBackup(id: string, backup: Backup): void {
  try {
    localStorage.setItem(key(id), JSON.stringify(backup));
  } catch {
    localStorage.removeItem(key(id));
  }
}

export function dropBackup(id: string): void {
  localStorage.removeItem(key(id));
}

function isBackup(value: unknown): value is Backup {
  return (
    typeof value === 'object' &&
    value !== null &&
    'text' in value &&
    typeof value.text === 'string' &&
    'revision' in value &&
    typeof value.revision === 'number'
  );
}
