import { readFileSync } from 'node:fs';
import { UserError } from './user-error.js';

/**
 * Connection URL of the database: `DATABASE_URL`, with the password of `DATABASE_PASSWORD` when that is set. Either may
 * stand in a file instead, named by the variable with `_FILE` behind it, as secrets are mounted into containers.
 * Undefined when there is none; a malformed URL is given back as it is. Throws a UserError (CONFIG003) when a file cannot
 * be read.
 */
export function databaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = valueOf(env, 'DATABASE_URL');
  const password = valueOf(env, 'DATABASE_PASSWORD');
  if (url === undefined || password === undefined || !URL.canParse(url)) return url;
  const complete = new URL(url);
  complete.password = encodeURIComponent(password);
  return complete.href;
}

function valueOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const path = env[`${name}_FILE`];
  return (path ? readSecretFile(`${name}_FILE`, path) : env[name]) || undefined;
}

function readSecretFile(name: string, path: string): string {
  try {
    // Whoever makes such a file with an editor or echo leaves a line end in it.
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new UserError('CONFIG003', {
      zh: `${name} 指向的文件 ${path} 无法读取。请检查路径和权限。`,
      en: `The file ${path} that ${name} names cannot be read. Check its path and permissions.`,
    });
  }
}
