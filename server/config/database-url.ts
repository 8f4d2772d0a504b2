import { secretValue } from './secret-value.js';

/**
 * Connection URL of the database: `DATABASE_URL`, or that of its copy, with the password of `DATABASE_PASSWORD` when that is set. Either may
 * stand in a file instead, named by the variable with `_FILE` behind it, as secrets are mounted into containers.
 * Undefined when there is none; a malformed URL is given back as it is. Throws a UserError (CONFIG003) when a file cannot
 * be read.
 */
export function databaseUrl(
  env: NodeJS.ProcessEnv,
  name: 'DATABASE_URL' | 'DATABASE_READ_URL' = 'DATABASE_URL',
): string | undefined {
  const url = secretValue(env, name);
  const password = secretValue(env, 'DATABASE_PASSWORD');
  if (url === undefined || password === undefined || !URL.canParse(url)) return url;
  const complete = new URL(url);
  complete.password = encodeURIComponent(password);
  return complete.href;
}
