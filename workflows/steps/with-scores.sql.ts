import { sql } from 'kysely';
import type { MergeField, Template } from '@fanloom/dsl/ir/program.js';
import { formatValue } from '@fanloom/dsl/message/format-value.js';
import { fanScores } from '../engine/condition.sql.js';
import type { StepContext } from '../engine/step-context.js';
import type { Member } from './member.sql.js';

/**
 * Words about fans are filled in when somebody reads them, with what that reader may see. A score fades meanwhile, and
 * is what it was when the words were written.
 *
 * @returns the text for a root fan
 */
export async function withScores<T extends Template | null>(
  { tx, version, now }: Pick<StepContext, 'tx' | 'version' | 'now'>,
  members: readonly Member[],
  text: T,
): Promise<(fan: string) => T | Template> {
  if (!text?.some((part) => typeof part !== 'string' && part.score)) return () => text;
  const { rows } = await sql<{ fan: string; scores: Record<string, number> }>`
    select member.fan, ${fanScores(text, { version, now }, sql`member.fan`)} as scores
    from unnest(${[...new Set(members.map(({ fan }) => fan))]}::uuid[]) member(fan)`.execute(tx);
  const scoresOf = new Map(rows.map(({ fan, scores }) => [fan, scores]));
  return (fan) =>
    text.map((part) => {
      if (typeof part === 'string' || !part.score) return part;
      const { root, field: name, fallback } = part;
      const value = formatValue(scoresOf.get(fan)?.[name] ?? null, 'number', version.zone);
      const field: MergeField = { root, field: name, custom: true, fallback };
      return value === null ? field : { ...field, value };
    });
}
