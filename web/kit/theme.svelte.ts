type Theme = 'system' | 'light' | 'dark';

const STORED = 'fanloom.theme';

function initial(): Theme {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

let chosen = $state<Theme>(initial());

export function theme(): Theme {
  return chosen;
}

/** public/theme.js does the same before the first paint. */
export function setTheme(next: Theme): void {
  chosen = next;
  if (next === 'system') {
    localStorage.removeItem(STORED);
    delete document.documentElement.dataset['theme'];
  } else {
    localStorage.setItem(STORED, next);
    document.documentElement.dataset['theme'] = next;
  }
}
