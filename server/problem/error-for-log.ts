/** Where it failed, without the message: the texts of PostgreSQL and of libraries quote the data they fail on. */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error_type: typeof error };
  return {
    error_type: error.name,
    error_code: 'code' in error ? error.code : undefined,
    stack: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
  };
}
