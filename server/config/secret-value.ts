import { readFileSync } from 'node:fs';
import { UserError } from './user-error.js';

/**
 * A setting that may stand in a file instead, named by the variable with `_FILE` behind it, as secrets are mounted into
 * containers. Undefined when there is none. Throws a UserError (CONFIG003) when the file cannot be read.
 */
export function secretValue(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const path = env[`${name}_FILE`];
  // Whoever makes such a file with an editor or echo leaves a line end in it.
  return (path ? readSettingFile(`${name}_FILE`, path).toString().trim() : env[name]) || undefined;
}

/** What the file holds that the variable `name` names. Throws a UserError (CONFIG003) when it cannot be read. */
export function readSettingFile(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UserError('CONFIG003', {
      zh: `${name} 指向的文件 ${path} 无法读取。请检查路径和权限。`,
      en: `The file ${path} that ${name} names cannot be read. Check its path and permissions.`,
    });
  }
}
