import { expect, it } from 'vitest';
import { base32, hotp, matchingStep, otpauthUri, stepAt } from './totp.js';

const secret = Buffer.from('12345678901234567890');

const counted = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];

it.each(counted.map((code, counter) => ({ code, counter })))(
  'RFC 4226, appendix D: counter $counter gives $code',
  ({ code, counter }) => {
    expect(hotp(secret, counter)).toBe(code);
  },
);

// The RFC's codes have eight digits; six digits are their end.
it.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('RFC 6238, appendix B: second %i gives %s', (second, code) => {
  expect(hotp(secret, stepAt(second * 1000))).toBe(code.slice(-6));
});

it('takes the code of the half minute before and after, no other, and nothing that is no code', () => {
  const now = 1_700_000_010_000;
  const at = (steps: number) => matchingStep(secret, hotp(secret, stepAt(now) + steps), now);
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([undefined, stepAt(now) - 1, stepAt(now), stepAt(now) + 1, undefined]);
  for (const nothing of ['', '12345', '1234567', '一二三四五六']) {
    expect(matchingStep(secret, nothing, now)).toBeUndefined();
  }
});

it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('RFC 4648: %j in base 32 is %j', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

it('writes a login into the address of the QR code so that nothing in it can add to it', () => {
  expect(otpauthUri(Buffer.from('foobar'), '小&issuer=x')).toBe(
    'otpauth://totp/Fanloom:%E5%B0%8F%26issuer%3Dx?secret=MZXW6YTBOI&issuer=Fanloom',
  );
});
