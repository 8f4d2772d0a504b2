/** No connection to the database could be made. Its message names neither host nor account. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
  /** Of PostgreSQL, of the network or of TLS; undefined when nothing answered at all. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super('No connection to the database', { cause });
    this.code = codeOf(cause);
  }
}

/** The code of an error of PostgreSQL, of the network or of TLS. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
