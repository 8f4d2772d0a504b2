import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseUrl } from '../config/database-url.js';
import { UserError } from '../config/user-error.js';

/**
 * Connection URL of the product's database: `DATABASE_URL` and its like, or that of the product that runs on a data folder.
 * Throws a UserError (CLI005) when there is neither.
 */
export async function runningDatabase(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const named = databaseUrl(env);
  if (named) return named;
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8').catch(() => '')).trim();
  const [port, password] = await Promise.all([read('postgres.port'), read('postgres.password')]);
  if (port === '' || password === '') throw noDatabase(folder);
  return `postgres://fanloom:${encodeURIComponent(password)}@127.0.0.1:${port}/fanloom`;
}

function noDatabase(folder: string): UserError {
  return new UserError('CLI005', {
    zh: `找不到数据库：没有设置 DATABASE_URL，目录 ${folder} 里也没有运行中的产品。请先 npm start，或用 --data 指定数据目录。`,
    en: `No database: DATABASE_URL is not set, and no product runs on the folder ${folder}. Run npm start first, or name the data folder with --data.`,
  });
}
