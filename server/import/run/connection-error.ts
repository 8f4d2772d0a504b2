/** True when the database was not there, rather than unwilling: what was asked may be asked again later. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08: connection exceptions; 57P0x: the server shuts down or starts up.
  return (
    /^(?:08|57P0|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) ||
    /^Connection terminated|is not queryable$/.test(error.message)
  );
}
