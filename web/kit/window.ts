const SPARE_ROWS = 10;

/** The rows worth rendering: those on screen and a few on either side. `to` is exclusive. */
export function windowOf(
  rows: number,
  rowHeight: number,
  scrolled: number,
  height: number,
): { from: number; to: number } {
  const first = Math.floor(scrolled / rowHeight);
  const to = Math.min(rows, first + Math.ceil(height / rowHeight) + SPARE_ROWS);
  return { from: Math.max(0, Math.min(first - SPARE_ROWS, to)), to };
}
