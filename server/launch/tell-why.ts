import type { Logger } from 'pino';
import { UserError } from '../config/user-error.js';
import { errorForLog } from '../problem/error-for-log.js';

/**
 * What ends this process is a line of its log like any other: why, and what to do. Node itself would print the text of the
 * error, which may quote data, and host names.
 */
export function tellWhyItEnds(log: Logger): void {
  process.once('uncaughtException', (error) => {
    log.fatal(error instanceof UserError ? toldBy(error) : errorForLog(error), 'ended by an error');
    process.exit(1);
  });
}

function toldBy({ code, text }: UserError): Record<string, string> {
  return { error_code: code, found: text.en, found_zh: text.zh };
}
