import { UNKNOWN_YEAR } from '@fanloom/dsl/core/birthday.js';
import { fieldWord } from '@fanloom/dsl/vocabulary/field.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { z } from 'zod';
import { shapes } from './field-value.js';

/** Fields that every fan has and that are told of them, by an import, a program, an SOP or a person. */
export const GIVEN_FIELDS = ['birthday', 'source', 'member_level', 'points', 'fan_level', 'intimacy'] as const;
export type GivenField = (typeof GIVEN_FIELDS)[number];

export function isGiven(name: string): name is GivenField {
  return GIVEN_FIELDS.some((field) => field === name);
}

/** As it is kept: a birthday as YYYY-MM-DD. Null: it is taken away. What is not there is not told. */
export type GivenValues = Partial<Record<GivenField, string | number | null>>;

interface GivenTerms {
  shape: z.ZodType<string | number>;
  wanted: Bilingual;
}

const GREATEST = 2_147_483_647;
const upTo = (greatest: number): GivenTerms => ({
  shape: z.number().int().min(0).max(greatest),
  wanted: { zh: `0 到 ${String(greatest)} 的整数`, en: `a whole number from 0 to ${String(greatest)}` },
});
const text: GivenTerms = {
  shape: z.string().pipe(shapes.text),
  wanted: { zh: '文字，最多 2000 字', en: 'a text of up to 2,000 characters' },
};

/** What the fields of every fan take, the same as imports. */
const TERMS: Record<GivenField, GivenTerms> = {
  birthday: {
    shape: z
      .string()
      .transform((day) => (/^\d\d-\d\d$/.test(day) ? `${String(UNKNOWN_YEAR)}-${day}` : day))
      .pipe(shapes.date),
    wanted: {
      zh: '日期，如 1995-08-21；不知道年份时写 08-21',
      en: 'a day such as 1995-08-21, or 08-21 where nobody told the year',
    },
  },
  source: text,
  member_level: text,
  points: upTo(GREATEST),
  fan_level: upTo(9_999),
  intimacy: upTo(GREATEST),
};

/** The value in its normal form; undefined where the field does not take it. */
export function readGivenValue(name: GivenField, value: unknown): string | number | undefined {
  return TERMS[name].shape.safeParse(value).data;
}

/** What the field takes, to say what is wrong with a value. */
export function wantedOf(name: GivenField): Bilingual {
  return TERMS[name].wanted;
}

export function givenName(name: GivenField): Bilingual {
  return { zh: fieldWord(name)?.zh ?? name, en: name };
}
