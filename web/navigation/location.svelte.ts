/**
 * The address bar as state. Pages keep their filters in it, so that every view can be sent as a link.
 */
class Place {
  url = $state.raw(new URL(window.location.href));
  /** How we came here: on `back` a list takes up its old scroll position. */
  arrival = $state.raw<'forward' | 'back'>('forward');

  get path(): string {
    return this.url.pathname;
  }

  get search(): URLSearchParams {
    return this.url.searchParams;
  }
}

export const place = new Place();
