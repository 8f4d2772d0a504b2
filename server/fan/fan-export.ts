import { RFM_NAMES } from '@fanloom/dsl/condition/rfm.js';
import { z } from 'zod';
import { appendAudit } from '../audit/audit.js';
import { readFields } from '../field/field.service.js';
import { csvLine } from '../import/reject/reject-file.js';
import { readScoredShop, type ScoredShop, scoreTerms } from '../segment/audience.sql.js';
import { changeableFans } from './changeable-fans.sql.js';
import { type ChosenFans, contextOfChosen } from './chosen-fans.js';
import type { FanFilter, FilterContext } from './fan-filter.js';
import { type FanRow, pageWithDetails } from './fan-list.queries.js';
import { type FanPosition, type FanSort, requireSortable } from './fan-sort.js';
import type { FanReader } from './filter-context.js';

type Language = 'zh' | 'en';

const PAGE = 1_000;

interface ExportColumn {
  head: Record<Language, string>;
  cell: (fan: FanRow, clock: Intl.DateTimeFormat) => string | number | null | undefined;
}

const yuan = (fen: number | null) => (fen === null ? null : (fen / 100).toFixed(2));
const when = (at: string | null, clock: Intl.DateTimeFormat) => at && clock.format(new Date(at));

const builtIn: ExportColumn[] = [
  { head: { zh: '昵称', en: 'Nick' }, cell: (fan) => fan.nick },
  { head: { zh: '手机号', en: 'Phone' }, cell: (fan) => fan.phone_mask },
  { head: { zh: '负责人', en: 'Owner' }, cell: (fan) => fan.owner_name },
  { head: { zh: '标签', en: 'Tags' }, cell: (fan) => fan.tags.map(({ name }) => name).join('、') },
  ...RFM_NAMES.map((name) => ({
    head: { zh: name, en: name },
    cell: (fan: FanRow) => fan.scores[name],
  })),
  { head: { zh: '价值层级', en: 'Value tier' }, cell: (fan) => fan.scores.value_tier },
  { head: { zh: '购买金额', en: 'Spend' }, cell: (fan) => yuan(fan.spend) },
  { head: { zh: '订单', en: 'Orders' }, cell: (fan) => fan.orders },
  { head: { zh: '退款', en: 'Refunded' }, cell: (fan) => yuan(fan.refunded) },
  { head: { zh: '最近购买', en: 'Last purchase' }, cell: (fan, clock) => when(fan.last_purchase_at, clock) },
  { head: { zh: '最近观看', en: 'Last watch' }, cell: (fan, clock) => when(fan.last_watch_at, clock) },
  { head: { zh: '首次关注', en: 'First follow' }, cell: (fan, clock) => when(fan.first_follow_at, clock) },
  { head: { zh: '会员等级', en: 'Member level' }, cell: (fan) => fan.member_level },
  { head: { zh: '粉丝等级', en: 'Fan level' }, cell: (fan) => fan.fan_level },
  { head: { zh: '来源', en: 'Source' }, cell: (fan) => fan.source },
];

const ownValues = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.array(z.string())])
    .optional()
    .catch(undefined),
);

type OwnField = Awaited<ReturnType<typeof readFields>>[number];

/** A field of the shop's own: several words with commas between, money in yuan. */
function ownColumn({ name, type }: OwnField): ExportColumn {
  return {
    head: { zh: name, en: name },
    cell: ({ custom }) => {
      const value = ownValues.safeParse(custom).data?.[name];
      if (typeof value === 'number') return type === 'money' ? yuan(value) : value;
      return Array.isArray(value) ? value.join('、') : value;
    },
  };
}

/**
 * Those of the chosen fans whom the reader may change, as CSV for a spreadsheet: what is masked or hidden in the list is so
 * here. Comes in pieces, a page of fans each; that it was asked for is audited first.
 */
export async function exportFans(
  reader: FanReader,
  shop: string,
  { wanted, sort, language }: { wanted: ChosenFans; sort: FanSort; language: Language },
): Promise<AsyncGenerator<string>> {
  await requireSortable(reader.db, reader.actor.ability, shop, sort);
  const [{ filter, context }, scored, fields] = await Promise.all([
    contextOfChosen(reader, shop, wanted),
    readScoredShop(reader.db, shop),
    readFields(reader.db, reader.actor.ability, shop),
  ]);
  await appendAudit(reader.unbound, {
    actorId: reader.actor.staffId,
    action: 'fan.export',
    subject: 'fan',
    subjectId: null,
    shopId: shop,
    detail: 'filter' in wanted ? { filter: Object.keys(wanted.filter) } : { fans: wanted.fan_ids.length },
  });
  const own = fields.filter(({ subject }) => subject === 'fan').map(ownColumn);
  const audiences = [...context.audiences, ...changeableFans(reader.actor.ability)];
  const columns = [...builtIn, ...own];
  return lines(reader, { filter, sort, context: { ...context, audiences }, scored, language, columns });
}

interface Asked {
  filter: FanFilter;
  sort: FanSort;
  context: FilterContext;
  scored: ScoredShop;
  language: Language;
  columns: ExportColumn[];
}

async function* lines({ db }: FanReader, asked: Asked): AsyncGenerator<string> {
  const { filter, sort, context, scored, language, columns } = asked;
  const timeZone = scoreTerms(scored).zoneName;
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  // A byte order mark, or Excel takes the file for GBK.
  yield `\ufeff${csvLine(columns.map(({ head }) => head[language]))}`;
  const request = { filter, sort, limit: PAGE, few: false };
  let after: FanPosition | undefined;
  do {
    const page = await pageWithDetails(db, { ...request, after }, context, scored);
    yield page.items.map((fan) => csvLine(columns.map(({ cell }) => String(cell(fan, clock) ?? '')))).join('');
    after = page.next;
  } while (after);
}
