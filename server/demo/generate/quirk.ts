import type { Random } from './random.js';

const ZERO_WIDTH = '\u200b';
const FULL_WIDTH_GAP = 0xfee0;

/** Text in which every plain letter, digit and sign is written full-width. */
export function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + FULL_WIDTH_GAP));
}

/** The same nick as another export writes it: NFKC, trimming and removing what is invisible gives it back. */
export function respelled(nick: string, random: Random): string {
  if (random.chance(0.85)) return nick;
  return random.pick([
    fullWidth(nick),
    ` ${nick}  `,
    nick.slice(0, 1) + ZERO_WIDTH + nick.slice(1),
    `${nick}${ZERO_WIDTH}`,
  ]);
}

/** `t**3`: what a platform leaves of a nick. */
export function masked(nick: string): string {
  const letters = [...nick];
  return `${letters[0] ?? ''}**${letters.at(-1) ?? ''}`;
}

/** An amount of fen as one of the ways in which exports write it. */
export function amountText(fen: number, random: Random): string {
  const yuan = (fen / 100).toFixed(2);
  const grouped = yuan.replace(/\B(?=(?:\d{3})+\.)/g, ',');
  if (random.chance(0.7)) return yuan;
  return random.pick([`¥${grouped}`, grouped, `￥${yuan}`, yuan.replace(/\.?0+$/, '')]);
}

/** A phone as one of the ways in which exports write it. */
export function phoneText(phone: string, random: Random): string {
  return random.chance(0.8) ? `'${phone}` : random.pick([phone, `+86 ${phone}`, `86-${phone}`]);
}

/** What a platform leaves of a phone. */
export function maskedPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(7)}`;
}

/** Seconds as one of the three ways in which live rooms write them: `1:02:33`, `62分33秒` or a number. */
export function watchTime(seconds: number, random: Random): string | number {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return random.pick([
    `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(rest)}`,
    minutes === 0 ? `${rest}秒` : `${minutes}分${rest}秒`,
    seconds,
  ]);
}
