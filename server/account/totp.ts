import { createHmac } from 'node:crypto';
import { sameText } from '../crypto/same-text.js';

const period = 30;
const digits = 6;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a counter after RFC 4226: six digits of an HMAC-SHA1, which is what authenticator apps take. */
export function hotp(secret: Buffer, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The number of the half minute since 1970 that is the counter of RFC 6238. */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / period);
}

/** The step whose code this is, one half minute early or late included, for clocks that differ; undefined for none. */
export function matchingStep(secret: Buffer, code: string, milliseconds: number): number | undefined {
  const now = stepAt(milliseconds);
  return [now, now - 1, now + 1].find((step) => sameText(hotp(secret, step), code));
}

/** RFC 4648 without padding: how secrets are typed into an app. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What the QR code says to the app. */
export function otpauthUri(secret: Buffer, login: string): string {
  const label = `Fanloom:${encodeURIComponent(login)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Fanloom`;
}
