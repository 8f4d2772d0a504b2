import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalEmail, normalId, normalNick, normalPhone, normalText } from './normal-form.js';

describe('normalNick', () => {
  it.each([
    ['  小鹿 ', '小鹿'],
    ['ｔｂ１２３', 'tb123'],
    ['小\u200b鹿\ufeff', '小鹿'],
    ['小\u3000鹿', '小 鹿'],
    ['lily🌸', 'lily🌸'],
    ['t**3', null],
    ['小＊鹿', null],
    ['\u200b \u3000', null],
    ['微信用户', null],
    ['微信用户小鹿', '微信用户小鹿'],
    ['用户已注销', null],
    ['散客', null],
    ['Guest', null],
    ['guest1', 'guest1'],
  ])('%j is %j', (text, nick) => expect(normalNick(text)).toBe(nick));

  it('is the same whether it takes the short way or not', () => {
    const unit = fc.constantFrom(
      ' ',
      '\t',
      '\n',
      'a',
      '~',
      '*',
      '\u4e00',
      '小',
      '\u9fff',
      'ａ',
      '\u200b',
      '\u3000',
      'é',
      '🌸',
    );
    const longWay = (text: string) =>
      text
        .normalize('NFKC')
        .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
        .replace(/\s+/gu, ' ')
        .trim();
    fc.assert(fc.property(fc.string({ unit, maxLength: 6 }), (text) => normalText(text) === longWay(text)));
    for (let code = 0x21; code <= 0x9fff; code += 1) {
      const character = String.fromCharCode(code);
      expect(normalText(character)).toBe(longWay(character));
    }
  });

  it('is settled after one pass', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => normalText(normalText(text)) === normalText(text)),
    );
  });
});

describe('normalPhone', () => {
  it.each([
    ['13812344021', '13812344021'],
    ["'13812344021", '13812344021'],
    ['138 1234 4021', '13812344021'],
    ['138-1234-4021', '13812344021'],
    ['+86 13812344021', '13812344021'],
    ['008613812344021', '13812344021'],
    ['86-13812344021', '13812344021'],
    ['１３８１２３４４０２１', '13812344021'],
    ['+852 6123 4567', '+85261234567'],
    ['138****4021', null],
    ['0571-88886666', null],
    ['18412345678-1234', null],
    ['18412345678转1234', null],
    ['12345', null],
    ['+8612345', null],
    ['', null],
  ])('%j is %j', (text, phone) => expect(normalPhone(text)).toBe(phone));
});

describe('other identities', () => {
  it('compares e-mail addresses without case', () => {
    expect(normalEmail(' Lily@QQ.com ')).toBe('lily@qq.com');
    expect(normalEmail('l***@qq.com')).toBeNull();
    expect(normalEmail('lily')).toBeNull();
  });

  it('takes ids as they stand, unless they are masked or absurd', () => {
    expect(normalId(' AbC-1 ')).toBe('AbC-1');
    expect(normalId('ab***')).toBeNull();
    expect(normalId('x'.repeat(129))).toBeNull();
  });
});
