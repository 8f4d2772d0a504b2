import { randomBytes } from 'node:crypto';

/** What a marker was written into. */
export type MarkerKind =
  | 'nick'
  | 'phone'
  | 'custom'
  | 'shop_nick'
  | 'source'
  | 'comment'
  | 'order_number'
  | 'order_title'
  | 'receiver'
  | 'task'
  | 'message'
  | 'sandbox'
  | 'coupon'
  | 'notice'
  | 'reject';

/** A value that stands in one place of the database and nowhere else. */
export interface Marker {
  text: string;
  kind: MarkerKind;
  /** Whose it is. */
  fan: string;
  /** Where; null: the same in every shop. */
  shop: string | null;
}

/** Remembers what it has written where, and finds it again in whatever the product answers. */
export class Markers {
  readonly all: Marker[] = [];

  add(kind: MarkerKind, fan: string, shop: string | null): string {
    const text = kind === 'phone' ? phone() : `zq${randomBytes(6).toString('hex')}`;
    this.all.push({ text, kind, fan, shop });
    return text;
  }

  /** Also finds what a cursor holds, or another value that is only encoded. */
  in(answer: string): Marker[] {
    const decoded = (answer.match(/[\w-]{16,}/g) ?? []).map((part) =>
      Buffer.from(part, 'base64url').toString('latin1'),
    );
    const everything = [answer, decodeEscapes(answer), ...decoded].join('\n');
    return this.all.filter(({ text }) => everything.includes(text));
  }
}

function phone(): string {
  return `139${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')}`;
}

function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
