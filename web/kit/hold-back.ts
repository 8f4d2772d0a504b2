import { t } from '../i18n/language.svelte.js';
import { dismiss, toast } from './toasts.svelte.js';

interface Held {
  /** Never rejects. Its request is one that outlives the page. */
  send: () => Promise<void>;
  undo: () => void;
}

/** What waits to be sent, by the toast that offers to undo it. */
const held = new Map<number, Held['send']>();

/**
 * Says that something is done, and does it when the toast has gone or the page is left: for what cannot be taken back
 * once it is sent.
 */
export function holdBack(text: string, { send, undo }: Held): void {
  const id = toast(text, {
    tone: 'good',
    action: {
      label: t('kit.undo'),
      run: () => {
        if (held.delete(id)) undo();
      },
    },
    ongone: () => void release(id),
  });
  held.set(id, send);
}

/** Sends all that waits, for instance before another person takes over. */
export async function releaseAll(): Promise<void> {
  const sending = [...held.keys()].map((id) => {
    const sent = release(id);
    dismiss(id);
    return sent;
  });
  await Promise.all(sending);
}

async function release(id: number): Promise<void> {
  const send = held.get(id);
  held.delete(id);
  await send?.();
}

addEventListener('pagehide', () => void releaseAll());
// On a phone a page that is out of sight may never be asked again.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void releaseAll();
});
