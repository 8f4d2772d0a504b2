import { createContext } from '@fanloom/dsl/compile/context.js';
import { destinationOf } from '@fanloom/dsl/diff/destination.js';
import { diff, type Said, type Version } from '@fanloom/dsl/diff/diff.js';
import { matchSteps } from '@fanloom/dsl/diff/match-steps.js';
import { type StepPlace, StepPlaces } from '@fanloom/dsl/diff/step-places.js';
import { StepWords } from '@fanloom/dsl/explain/step-words.js';
import type { Step } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { lineAt, lineStarts } from '@fanloom/dsl/problem/locate.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import type { Db } from '../db/database.js';
import { forbidden, notFound } from '../problem/common.js';
import { compileDraft } from '../simulate/draft.js';
import { readProgram } from '../sop/monitor.service.js';
import { countFans } from '../sop/monitor.sql.js';
import { versionsInFlight } from './in-flight.sql.js';
import { neverPublished } from './sop-diff.problems.js';

export interface DiffRequest {
  /** Number of the older version; undefined: the live one. */
  from?: number | undefined;
  /** The newer text; undefined: the draft that is kept. */
  text?: string | undefined;
}

/**
 * What a text changes against a published version, and where the fans in flight are: they stay on their version, and if
 * they were moved they would stand at `moves_to`.
 *
 * @throws Problem REQ404 for a foreign or missing SOP or version, REQ403 where the text is hidden, DIFF422 before the
 *   first publication, SIMULATE422 for a text that cannot run
 */
export async function diffSop(db: ScopedDb, unbound: Db, id: string, { from, text }: DiffRequest) {
  const sop = await db
    .selectFrom('sop')
    .select(['shop_id', 'draft', 'live_version'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  if (sop.draft === null) throw forbidden();
  const before = await publishedVersion(db, unbound, { id, ...sop }, from);
  const after = await compileDraft(db, sop.shop_id, text ?? sop.draft);
  const [zh, en] = [diff(before, after, 'zh').changes, diff(before, after, 'en').changes];
  return {
    from: before.number,
    changes: zh.map(({ kind, ...sides }, i) => ({
      kind,
      before: saidView(sides.before, en[i]?.before ?? null, before.text),
      after: saidView(sides.after, en[i]?.after ?? null, after.text),
    })),
    in_flight: await fansInFlight(db, unbound, { id, shopId: sop.shop_id }, after),
  };
}

interface Published extends Version {
  number: number;
  text: string;
}

async function publishedVersion(
  db: ScopedDb,
  unbound: Db,
  sop: { id: string; shop_id: string; live_version: string | null },
  number: number | undefined,
): Promise<Published> {
  if (number === undefined && sop.live_version === null) throw neverPublished();
  const row = await db
    .selectFrom('sop_version')
    .select(['id', 'number', 'text'])
    .where('sop_id', '=', sop.id)
    .where((eb) => (number === undefined ? eb('id', '=', sop.live_version) : eb('number', '=', number)))
    .executeTakeFirstOrThrow(notFound);
  if (row.text === null) throw forbidden();
  return readVersion(db, unbound, sop.shop_id, { ...row, text: row.text });
}

/** A version as it runs: its program as it was published, its words from its text. */
async function readVersion(
  db: ScopedDb,
  unbound: Db,
  shopId: string,
  { id, number, text }: { id: string; number: number; text: string },
): Promise<Published> {
  const { file } = parse(text);
  const sop = file.definitions.find((definition) => definition.kind === 'sop');
  if (!sop) throw new Error('A published version has an SOP');
  const [program, catalogue] = await Promise.all([readProgram(unbound, id), readCatalogue(db, shopId)]);
  return { number, text, sop, program, context: createContext([file], catalogue) };
}

async function fansInFlight(
  db: ScopedDb,
  unbound: Db,
  { id, shopId }: { id: string; shopId: string },
  after: Version & { text: string },
) {
  const groups = [];
  const target = new BilingualPlaces(after);
  for (const row of await versionsInFlight(unbound, id)) {
    const version = await readVersion(db, unbound, shopId, row);
    const match = matchSteps(version.program, after.program);
    const places = new BilingualPlaces(version);
    const counts = (await countFans(unbound, row.id)).filter(({ state }) => state === 'active');
    for (const { step: index, fans, due_from, due_to } of counts.sort((a, b) => (a.step ?? 0) - (b.step ?? 0))) {
      const step = version.program.steps[index ?? 0];
      // Whoever waits in the timer of a missing event has not come in.
      if (!step || step.kind === 'absent') continue;
      const to = destinationOf(step, version.program, match);
      groups.push({ version: row.number, ...places.of(step), fans, due_from, due_to, moves_to: to && target.of(to) });
    }
  }
  return groups;
}

/** Steps in the words of both languages. */
class BilingualPlaces {
  private readonly zh: StepPlaces;
  private readonly en: StepPlaces;
  private readonly starts: number[];

  constructor({ sop, context, text }: Version & { text: string }) {
    this.zh = new StepPlaces(sop, new StepWords('zh', context));
    this.en = new StepPlaces(sop, new StepWords('en', context));
    this.starts = lineStarts(text);
  }

  of({ key, range }: Step): { step_key: string; line: number; words: Bilingual } {
    const line = lineAt(this.starts, range.from) + 1;
    return { step_key: key, line, words: { zh: inOneLine(this.zh.at(range)), en: inOneLine(this.en.at(range)) } };
  }
}

function inOneLine({ place, words }: StepPlace): string {
  return [...place, words].join(' › ');
}

function saidView(zh: Said | null, en: Said | null, text: string) {
  if (!zh || !en) return null;
  const line = lineAt(lineStarts(text), zh.range.from) + 1;
  return { step_key: zh.key, line, range: zh.range, words: { zh: inOneLine(zh), en: inOneLine(en) } };
}
