import type { Tone } from './tone.js';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  /** Second line: what was kept, what to do, the code to quote. */
  detail: string | null;
  action: { label: string; run: () => void } | null;
  /** Called when it goes, by itself, by hand or with its action. */
  ongone: (() => void) | null;
}

const SHOWN_MS = 6000;
/** One that can be undone takes longer to be noticed and reached. */
const SHOWN_WITH_ACTION_MS = 12_000;
let lastId = 0;
let held = false;

export const toasts = $state<Toast[]>([]);

/** Says what just happened, in a corner. Errors stay until they are closed. @returns the toast's id */
export function toast(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  const id = ++lastId;
  toasts.push({ id, text, tone: 'plain', detail: null, action: null, ongone: null, ...more });
  if (more.tone !== 'bad') dismissLater(id, more.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
  return id;
}

export function dismiss(id: number): void {
  // What held it may go with it, unheard.
  held = false;
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at < 0) return;
  const [gone] = toasts.splice(at, 1);
  gone?.ongone?.();
}

/** Nothing goes by itself while somebody is at it with the pointer or the keyboard. */
export function holdToasts(on: boolean): void {
  held = on;
}

function dismissLater(id: number, ms: number): void {
  setTimeout(() => {
    if (held) dismissLater(id, ms);
    else dismiss(id);
  }, ms);
}
