import { describe, expect, it } from 'vitest';
import { checkPasswordPolicy } from './password.js';

const check = (password: string) => () => checkPasswordPolicy(password, 'lin-of-the-flower-shop');

describe('a password', () => {
  it.each(['correct horse 42', '门前大桥下游过一群鸭快来快来数', 'kq7f-x2mp-9dza-b4wn', 'we sell 300 roses'])(
    'may be %s',
    (password) => {
      expect(check(password)).not.toThrow();
    },
  );

  it.each([
    ['too short', 'correct horse'],
    ['too long', 'correct horse '.repeat(20)],
    ['of the lists', '1qaz2wsx3edc4rfv'],
    ['of the lists, in capitals and full width', 'ＱＡＺＷＳＸＥＤＣＲＦＶＴＧＢ'],
    ['of the lists with digits behind', 'Password2024!!!!!!'],
    ['of the lists with signs around', '**** iloveyou ****'],
    ['a usual beginning with a number behind', 'woaini5201314520'],
    ['a usual beginning in Chinese', '我爱你123456789012345'],
    ['a few characters again and again', 'abc1234abc1234abc'],
    ['of three characters', 'abcabbcacbbaccab'],
    ['a row of keys', 'qwertyuiopasdfgh'],
    ['a row of keys backwards', '09876543210987654'],
    ['the log-in', 'Lin-of-the-flower-shop'],
  ])('must not be %s', (_, password) => {
    expect(check(password)).toThrow(expect.objectContaining({ code: 'ACC101' }));
  });
});
