import { sql } from 'kysely';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import { compileDefinitions } from '@fanloom/server/definition/compile-definitions.js';
import { storeDefinitions } from '@fanloom/server/definition/store-definitions.js';
import { identifyFan } from '@fanloom/server/event/identify-fan.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { type IngestShop, readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { identify, type PersonInput } from '@fanloom/server/identity/identity.js';
import { lockRoots } from '@fanloom/server/identity/identity.sql.js';
import { mergeFans } from '@fanloom/server/identity/merge-fans.js';
import { settleTaste } from '@fanloom/server/taste-job/settle-taste.sql.js';
import { correctRollups } from '@fanloom/server/rollup/correct-rollups.js';
import { sweepTags } from '@fanloom/workflows/dispatch/upkeep.js';
import { EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';
import { type Deed, NOW } from './deed.arbitrary.js';
import { readTruth, type Truth } from './truth-state.js';

const DEFINITIONS = `
词库 "购买意向" "怎么买", "多少钱"
评分 "线索分" {
  观看直播(时长 >= 5分钟) 10分 最多 30分
  评论(内容 含 词库 "购买意向") 20分
  加购 16分
  减半 每7天
}
分群 "高互动低消费粉" 当 I >= 4 且 M <= 2
分群 "临近流失" 当 R <= 2 且 (F >= 2 或 M >= 2)
分群 "线索" 当 评分 "线索分" >= 16
分群 "加购未买" 当 30天内 加购后24小时内没有支付
分群 "首单美妆" 当 首次支付的品类 含 "美妆"
分群 "上次大单" 当 上次支付的金额 >= 300元
分群 "退过货" 当 退货率 > 20 或 曾经 退货
分群 "有手机未买" 当 有 手机号 且 从未支付
标签 "高价值" 当 购买金额 >= 500元
标签 "从没买过" 当 从未支付
标签 "近期活跃" 当 7天内 (评论 或 点赞 或 分享) 至少2次
标签 "有手机" 当 有 手机号
标签 "值得跟进" 当 有标签 "从没买过" 且 属于分群 "线索"
`;

/** Tables that what is told goes to; shops and definitions stay. */
const TOLD = [
  'fan', 'fan_key', 'identity', 'fan_merge', 'fan_part', 'fan_pair', 'fan_shop', 'fan_tag', 'fan_guard', 'consent',
  'event', 'event_key', 'fan_day', 'shop_order', 'coupon_issue', 'fact_outbox', 'taste_due',
]; // prettier-ignore

/** Two shops of one platform with rule tags, segments and scores, and all that is kept of their fans. */
export class TruthShops {
  /** Identities by their keys, as they were written. */
  readonly #names = new Map<string, string>();

  private constructor(
    readonly kit: EngineKit,
    private readonly shops: readonly IngestShop[],
  ) {}

  static async create(): Promise<TruthShops> {
    const kit = await EngineKit.create(NOW);
    const { id } = await kit.db.insertInto('shop').values({ name: '乙店' }).returning('id').executeTakeFirstOrThrow();
    const other = await readIngestShop(kit.db, id);
    if (!other) throw new Error('The shop has just been made');
    const truth = new TruthShops(kit, [kit.shop, other]);
    for (const shop of truth.shops) await truth.#define(shop);
    await truth.sweep();
    return truth;
  }

  dispose(): Promise<void> {
    return this.kit.dispose();
  }

  get db(): Db {
    return this.kit.db;
  }

  async #define({ id }: IngestShop): Promise<void> {
    const { file } = parse(DEFINITIONS);
    const { compiled, problems } = compileDefinitions(file, DEFINITIONS, createContext([file], UNKNOWN_CATALOGUE));
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    await this.db.transaction().execute((tx) => storeDefinitions(tx, id, this.kit.authorId, compiled));
    await this.db.insertInto('product_cycle').values({ shop_id: id, product: '面膜', set_days: 30 }).execute();
    await this.db
      .insertInto('coupon')
      .values({ shop_id: id, name: '老客券', off_fen: 1000, valid_seconds: 86_400 })
      .execute();
  }

  /** Forgets everybody but one fan, who has two coupons. */
  async forget(): Promise<void> {
    for (const table of TOLD) await sql`delete from ${sql.table(table)}`.execute(this.db);
    const { fanId } = await this.db.transaction().execute((tx) => this.#identify(tx, this.kit.shop, { user_id: 'u1' }));
    await sql`
      insert into coupon_issue (coupon_id, shop_id, fan_id, code, issued_at, expires_at)
      select c.id, c.shop_id, ${fanId}, code, ${NOW}::timestamptz - interval '60 days',
        ${NOW}::timestamptz + make_interval(days => days)
      from coupon c, (values ('A1', 3), ('A2', 5)) given (code, days) where c.shop_id = ${this.kit.shop.id}`.execute(
      this.db,
    );
  }

  #identify(tx: Tx, shop: IngestShop, person: PersonInput) {
    this.#know(shop, person);
    return identifyFan(tx, shop, KEYS, person);
  }

  #know(shop: IngestShop, person: PersonInput): void {
    for (const { key, kind, scope, value } of identify(person, shop, KEYS)) {
      this.#names.set(key, `${kind}=${value}${scope.includes(shop.id) ? `@${String(this.shops.indexOf(shop))}` : ''}`);
    }
  }

  async truth(): Promise<Truth> {
    while (await settleTaste(this.db)) {
      // until nobody is due
    }
    return readTruth(this.db, this.shops, this.#names);
  }

  /** Tells it all, events in batches of these sizes, and lets what follows from a batch happen now or later. */
  async tell(deeds: readonly Deed[], sizes: readonly number[]): Promise<void> {
    for (let from = 0, no = 0; from < deeds.length; no++) {
      const size = sizes[no % sizes.length] ?? 1;
      const batch = batchOf(deeds.slice(from, from + size));
      await this.#take(batch);
      if (size % 2 === 1) await this.kit.hear();
      from += batch.length;
    }
    await this.kit.hear();
  }

  async #take(batch: readonly Deed[]): Promise<void> {
    const [first] = batch;
    const shop = this.shops[first?.shop ?? 0];
    if (!first || !shop) return;
    await retryingTransaction(this.db, async (tx) => {
      if (first.kind === 'identify') return void (await this.#identify(tx, shop, first.person));
      if (first.kind === 'merge') return this.#merge(tx, shop, [first.one, first.other]);
      const events = batch.flatMap((deed) => (deed.kind === 'event' ? deed.event : []));
      for (const { person } of events) if (person) this.#know(shop, person);
      await ingest(tx, shop, KEYS, events);
    });
  }

  async #merge(tx: Tx, shop: IngestShop, pair: readonly PersonInput[]): Promise<void> {
    const records: string[] = [];
    for (const person of pair) records.push((await this.#identify(tx, shop, person)).fanId);
    const roots = await lockRoots(tx, records);
    const [one, other] = records.map((record) => ({ record, root: roots.get(record) ?? record }));
    if (!one || !other || one.root === other.root) return;
    await mergeFans(tx, KEYS, [one, other], { by: this.kit.authorId, note: null });
  }

  /** Makes everything again that is kept by change. @returns how many sums were not what the events make */
  async recompute(): Promise<{ days: number; totals: number }> {
    await this.sweep();
    const everything = { shopId: null, since: null, after: null, repair: true };
    const { days, totals } = await correctRollups(this.db, everything, () => undefined);
    return { days, totals };
  }

  /** Goes through all fans for all rule tags. */
  async sweep(): Promise<void> {
    await sql`update rule_tag set sweep_at = business_now(), cursor = null`.execute(this.db);
    while (await sweepTags(this.db)) {
      // until all fans were gone through
    }
  }
}

/** Events of one shop that come next; anything else comes alone. */
function batchOf(deeds: readonly Deed[]): Deed[] {
  const [first] = deeds;
  if (first?.kind !== 'event') return deeds.slice(0, 1);
  const other = deeds.findIndex((deed) => deed.kind !== 'event' || deed.shop !== first.shop);
  return deeds.slice(0, other < 0 ? deeds.length : other);
}
