import { DAY, HOUR, MINUTE } from '@fanloom/dsl/core/zone.js';
import { PRODUCTS } from '../generate/product.js';
import type { Random } from '../generate/random.js';
import type { DemoFan } from '../generate/fan.js';
import type { PlannedEvent } from './planned-event.js';
import { eveningAfter } from './timetable.js';

/** No event of a journey is later than this after its beginning. */
export const LONGEST_JOURNEY = 32 * DAY;

const SECOND = 1_000;
const COMMENTS = [
  '怎么买',
  '多少钱呀',
  '有优惠吗',
  '链接在哪',
  '敏感肌能用吗',
  '主播今天真好看',
  '已下单，求快点发',
  '蹲一个活动',
] as [string, ...string[]];

/** Somebody who comes to the shop, and where. */
export interface Visitor {
  fan: DemoFan;
  /** Begins every key and every order number of this visit; digits only. */
  id: string;
  /** Name of the broadcast that is on at an instant; null when none is. */
  sessionAt: (at: number) => string | null;
}

/** What one person does, told step by step. */
class Story {
  readonly events: PlannedEvent[] = [];

  constructor(
    private readonly visitor: Visitor,
    private readonly random: Random,
  ) {}

  tell(at: number, type: string, properties: PlannedEvent['properties'] = {}, knowsPhone = false): void {
    const { fan, id } = this.visitor;
    const person = { nick: fan.nick, ...(knowsPhone && !fan.hidesPhone && { phone: fan.phone }) };
    this.events.push({ at: Math.round(at), type, key: `${id}-${this.events.length}`, person, properties });
  }

  /** Comes to the broadcast, or looks at the shop while none is on. @returns when they go */
  visit(at: number): number {
    const session = this.visitor.sessionAt(at);
    if (session !== null) return this.#watch(at, { session });
    const { title, category } = this.random.pick(PRODUCTS);
    this.tell(at, 'product.click', { product: [title], category: [category] });
    return at + this.random.int(1, 10) * MINUTE;
  }

  #watch(at: number, where: { session: string }): number {
    const seconds = Math.ceil(Math.min(this.random.around(240, 3), 5_400));
    const end = at + seconds * SECOND;
    this.tell(at, 'live.enter', where);
    if (this.random.chance(0.4)) {
      const text = this.random.pick(COMMENTS);
      this.tell(at + this.random.next() * seconds * SECOND, 'live.comment', { ...where, text });
    }
    if (this.random.chance(0.3)) this.tell(end, 'live.like', { ...where, quantity: this.random.int(1, 60) });
    if (this.random.chance(0.04)) this.tell(end, 'live.gift', { ...where, amount: this.random.int(1, 200) * 100 });
    this.tell(end, 'live.watch', { ...where, duration: seconds });
    return end;
  }

  /** Orders, and as a rule pays. */
  buy(at: number): void {
    const product = this.random.pick(PRODUCTS);
    const quantity = this.random.chance(0.2) ? 2 : 1;
    const order = {
      order: `2418${this.visitor.id}${String(this.events.length).padStart(3, '0')}`,
      amount: product.price * quantity,
      product: [product.title],
      category: [product.category],
      quantity,
    };
    this.tell(at, 'order.create', order, true);
    if (this.random.chance(0.92)) this.tell(at + this.random.int(20, 300) * SECOND, 'order.pay', order, true);
  }
}

/** A newcomer: comes, follows or only looks, perhaps claims the coupon, and buys at once, after days, or never. */
export function newcomer(visitor: Visitor, at: number, random: Random): PlannedEvent[] {
  const story = new Story(visitor, random);
  const left = story.visit(at);
  const follows = random.chance(0.75);
  if (follows) story.tell(at + random.int(5, 90) * SECOND, 'follow');
  if (follows && random.chance(0.35)) story.tell(left, 'coupon.claim', { coupon: '新人10元' });
  const bought = purchase(left, random);
  if (bought !== null) {
    story.buy(bought);
    if (random.chance(0.3)) story.buy(bought + random.int(2, 20) * DAY);
  }
  if (random.chance(0.4)) story.visit(eveningAfter(at, random.int(1, 6)) + random.int(0, 100) * MINUTE);
  if (random.chance(0.02)) story.tell(at + random.int(1, 6) * DAY, 'unfollow');
  if (random.chance(0.01)) story.tell(at + random.int(1, 6) * DAY, 'optout');
  return story.events;
}

/** In the broadcast, soon, after the reminder at ten on the third day, late, or never. */
function purchase(left: number, random: Random): number | null {
  const when = random.next();
  if (when < 0.16) return left + random.int(1, 25) * MINUTE;
  if (when < 0.26) return eveningAfter(left, random.int(1, 2)) + random.int(0, 100) * MINUTE;
  if (when < 0.4) return eveningAfter(left, 3) - 10 * HOUR + random.int(5, 50) * MINUTE;
  if (when < 0.45) return eveningAfter(left, random.int(4, 6)) + random.int(0, 100) * MINUTE;
  return null;
}

/** Somebody whom the shop knows comes to a broadcast again. */
export function returning(visitor: Visitor, at: number, random: Random): PlannedEvent[] {
  const story = new Story(visitor, random);
  const left = story.visit(at);
  if (random.chance(0.3)) story.buy(left + random.int(1, 30) * MINUTE);
  return story.events;
}
