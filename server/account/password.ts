import argon2 from 'argon2';
import { Problem } from '../problem/problem.js';
import { isCommonPassword } from './common-passwords.js';

/** As NIST 800-63B asks of a password that is the only factor; with a second one it is the same, and needs no other rule. */
const shortest = 15;
/** Longer ones are refused, not cut: hashing must not become a way to keep the server busy. */
const longest = 200;

// After OWASP's password storage cheat sheet; 20 MiB and some 30 ms a hash.
const cost = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export async function hashPassword(password: string): Promise<string> {
  return argon2.hash(password.normalize('NFKC'), cost);
}

let decoy: Promise<string> | undefined;

/** Takes the same work whether there is a hash to compare with or not. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await argon2.verify(hash ?? (await decoy), password.normalize('NFKC'));
  return hash !== null && matches;
}

/** After NIST 800-63B revision 4: long enough and not among the common ones; no rules of composition. Throws a Problem (ACC101). */
export function checkPasswordPolicy(password: string, login: string): void {
  const folded = password.normalize('NFKC').toLowerCase();
  const length = [...folded].length;
  const isKnown = isCommonPassword(folded) || folded === login.toLowerCase() || new Set(folded).size < 4;
  if (length >= shortest && length <= longest && !isKnown) return;
  throw new Problem(
    400,
    'ACC101',
    {
      zh: `密码需要 ${String(shortest)} 到 ${String(longest)} 个字符，且不能是常见密码或登录名。可以用一句只有您知道的话。`,
      en: `A password needs ${String(shortest)} to ${String(longest)} characters and must not be a common one or the login. A sentence that only you know does well.`,
    },
    { fields: [{ path: 'password', message: 'Too short, too long or too common' }] },
  );
}
