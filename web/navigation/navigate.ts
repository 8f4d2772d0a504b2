import { place } from './location.svelte.js';
import { unsaved } from './unsaved.svelte.js';

/** Scroll positions by address, for the way back. */
export const scrollMemory = new Map<string, number>();

/** Goes there, unless something on this page is not saved and the reader stays for it. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  unsaved.ask(() => {
    const url = new URL(to, window.location.href);
    window.history[options.replace ? 'replaceState' : 'pushState'](null, '', url);
    place.arrival = 'forward';
    place.url = url;
  });
}

/** Changes query parameters of this page; null or '' removes one. */
export function setSearch(changes: Record<string, string | null>): void {
  const url = new URL(place.url);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  navigate(url.href, { replace: true });
}

/** Lets links and the browser's buttons change the page without loading it anew. */
export function startNavigation(): void {
  window.addEventListener('popstate', () => {
    const url = new URL(window.location.href);
    if (unsaved.any) return goBackLater(url);
    place.arrival = 'back';
    place.url = url;
  });
  window.addEventListener('click', (event) => {
    const link = linkToFollow(event);
    if (!link) return;
    event.preventDefault();
    navigate(link.href);
  });
}

/** The browser is there already, so it comes back until the reader has decided. */
function goBackLater(url: URL): void {
  window.history.pushState(null, '', place.url);
  navigate(url.href);
}

function linkToFollow(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!(link instanceof HTMLAnchorElement) || !link.href) return null;
  if (link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return null;
  const samePage = link.pathname === window.location.pathname && link.search === window.location.search;
  return samePage && link.hash ? null : link;
}
