import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, seal } from './cipher.js';
import { createDataKey, unwrapDataKey } from './data-key.js';
import { lookupHash } from './lookup-hash.js';
import { MasterKeys } from './master-keys.js';
import { maskAddress, maskEmail, maskName, maskPhone } from './mask.js';
import { decryptPersonal, encryptPersonal } from './personal-data.js';

const [key, otherKey] = [randomBytes(32), randomBytes(32)];
const keys = { masterKeys: MasterKeys.of(key), lookupKey: otherKey };
const fan = '01890000-0000-7000-8000-000000000001';
const other = '01890000-0000-7000-8000-000000000002';

describe('sealing', () => {
  it('opens to what was sealed, any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (value, context) => {
        expect(open(key, seal(key, value, context), context).toString()).toBe(value);
      }),
    );
  });

  it('never gives the same bytes twice, over more values than are drawn at once', () => {
    const sealed = Array.from({ length: 2_000 }, () => seal(key, 'same', '').toString('hex'));
    expect(new Set(sealed).size).toBe(sealed.length);
  });

  it('opens neither with another key or place, nor when a bit was changed', () => {
    const sealed = seal(key, '13800004021', 'here');
    expect(() => open(otherKey, sealed, 'here')).toThrow();
    expect(() => open(key, sealed, 'there')).toThrow();
    expect(() => open(key, sealed.subarray(0, 20), 'here')).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => open(key, changed, 'here')).toThrow();
    }
  });
});

describe('data keys', () => {
  it('unwrap for their own fan only', () => {
    const { key, wrapped } = createDataKey(keys, fan);
    expect(unwrapDataKey(keys, fan, wrapped)).toEqual(key);
    expect(() => unwrapDataKey(keys, other, wrapped)).toThrow();
  });

  it('open a value only in its own column and for its own fan', () => {
    const { key } = createDataKey(keys, fan);
    const sealed = encryptPersonal(key, fan, 'fan.phone', '13800004021');
    expect(decryptPersonal(key, fan, 'fan.phone', sealed)).toBe('13800004021');
    expect(() => decryptPersonal(key, fan, 'fan.email', sealed)).toThrow();
    expect(() => decryptPersonal(key, other, 'fan.phone', sealed)).toThrow();
  });
});

describe('lookupHash', () => {
  it('is the same for the same value, and another for another kind, value or key', () => {
    const hash = lookupHash(keys, 'phone', '13800004021');
    expect(lookupHash(keys, 'phone', '13800004021')).toEqual(hash);
    expect(lookupHash(keys, 'email', '13800004021')).not.toEqual(hash);
    expect(lookupHash(keys, 'phone', '13800004022')).not.toEqual(hash);
    expect(lookupHash({ ...keys, lookupKey: key }, 'phone', '13800004021')).not.toEqual(hash);
  });
});

describe('masks', () => {
  it.each([
    [maskPhone, '13812344021', '138****4021'],
    [maskPhone, '+85261234567', '+85****67'],
    [maskPhone, '110', '***'],
    [maskEmail, 'lily.wang@qq.com', 'l***@qq.com'],
    [maskEmail, 'nonsense', '***'],
    [maskName, '王小丽', '王**'],
    [maskName, '', ''],
    [maskAddress, '浙江省 杭州市 西湖区文三路 1 号', '浙江省 杭州市***'],
    [maskAddress, '上海市浦东新区世纪大道 1 号', '上海市***'],
    [maskAddress, '某地一号', '某地***'],
  ])('%o of %s is %s', (mask, value, masked) => {
    expect(mask(value)).toBe(masked);
  });
});
