import { dictionary } from '@zxcvbn-ts/language-common';

/** What people here begin with, beside the passwords of the lists that leaked elsewhere. Lower case. */
const local = `woaini woaiwojia wodemima mima taobao tianmao douyin kuaishou weixin xiaohongshu qq laopo laogong baobao
  baobei qinaide wang zhang zhao chen yang huang xiaoming xiaoyu fanloom company administrator changeme summer winter
  spring autumn zhibo zhubo dianpu kefu yunying guanliyuan 我爱你 我的密码 密码 管理员 客服 运营 主播 直播间`.split(
  /\s+/,
);

const known: ReadonlySet<string> = new Set([...dictionary['passwords-common'], ...local]);

const rows = [
  '0123456789',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
];
const sequences = rows.flatMap((row) => [row.repeat(20), [...row].reverse().join('').repeat(20)]);

/** Units up to this many characters make no new password by being written again and again. */
const LONGEST_UNIT = 7;

/**
 * Whether somebody who guesses would come upon it early: a password of the lists, one with only digits and signs around it, a
 * few characters again and again, or a row of keys. Takes lower case.
 */
export function isCommonPassword(password: string): boolean {
  const letters = password.replace(/^\P{L}+|\P{L}+$/gu, '');
  return known.has(password) || known.has(letters) || isRepeated(password) || isRow(password);
}

function isRepeated(password: string): boolean {
  const characters = [...password];
  const units = Array.from({ length: LONGEST_UNIT }, (_, n) => n + 1);
  return units.some((unit) => characters.every((character, at) => at < unit || character === characters[at - unit]));
}

function isRow(password: string): boolean {
  return sequences.some((sequence) => sequence.includes(password));
}
