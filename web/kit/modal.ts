import type { Attachment } from 'svelte/attachments';

/**
 * The browser's own modal: focus stays inside and goes back to where it was. Escape, or a press and a release beside it,
 * ask for its end. Text that is selected and let go of beside it does not.
 */
export function modal(onclose: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    let pressed: EventTarget | null = null;
    dialog.addEventListener('pointerdown', ({ target }) => (pressed = target));
    dialog.addEventListener('click', ({ target }) => {
      if (target === dialog && pressed === dialog) onclose();
    });
    // Before the browser closes it itself: whether it goes is up to the page.
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      onclose();
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      onclose();
    });
    dialog.showModal();
    return () => dialog.close();
  };
}
