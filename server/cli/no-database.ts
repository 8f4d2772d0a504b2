import { UserError } from '../config/user-error.js';
import { codeOf } from '../db/no-connection.js';
import { troubleConnecting } from '../db/trouble.js';

/** CLI007. The code says enough; the message of the driver may hold names of hosts and accounts. */
export function noDatabase(cause: unknown): UserError {
  const code = codeOf(cause);
  const { found, advice } = troubleConnecting(code);
  const told = code ?? '—';
  return new UserError(
    'CLI007',
    {
      zh: `连不上数据库：${found.zh}（${told}）。${advice.zh}`,
      en: `No connection to the database: ${found.en} (${told}). ${advice.en}`,
    },
    { cause },
  );
}
