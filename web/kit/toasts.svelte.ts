import type { Tone } from './tone.js';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  /** Second line: what was kept, what to do, the code to quote. */
  detail: string | null;
  action: { label: string; run: () => void } | null;
}

const SHOWN_MS = 6000;
let lastId = 0;

export const toasts = $state<Toast[]>([]);

/** Says what just happened, in a corner. Errors stay until they are closed. */
export function toast(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  const id = ++lastId;
  toasts.push({ id, text, tone: more.tone ?? 'plain', detail: more.detail ?? null, action: more.action ?? null });
  if (more.tone !== 'bad') setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}
