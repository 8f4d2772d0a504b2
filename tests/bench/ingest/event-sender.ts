/** Where events are sent. */
export interface Door {
  url: string;
  token: string;
}

export const BATCH = 5_000;
const CONNECTIONS = 4;
const TYPES = ['live.enter', 'live.watch', 'live.comment', 'order.pay'];
const DAYS = 60;

/** The no-th event of a source; fans take turns, one in eight events is a purchase. */
export function madeEvent(source: string, no: number, fans: number, now: number): object {
  const type = TYPES[no % 8] ?? 'live.enter';
  const properties = {
    'live.enter': {},
    'live.watch': { duration: 30 + (no % 900), session: `s${String(no % 40)}` },
    'live.comment': { text: '怎么买' },
    'order.pay': { order: `${source}-${String(no)}`, amount: 990 + (no % 50_000), product: ['商品'] },
  }[type];
  const happenedAt = new Date(now - ((no * 7_919) % (DAYS * 86_400)) * 1_000).toISOString();
  const fan = (no * 31) % fans;
  return { type, happened_at: happenedAt, key: String(no), source, person: { user_id: `u${String(fan)}` }, properties };
}

/** Sends so many events in full batches over several connections; each must be accepted. */
export async function sendAll(door: Door, source: string, events: number, fans: number): Promise<void> {
  const now = Date.now();
  let next = 0;
  const sendOn = async () => {
    while (next < events) {
      const from = next;
      next += BATCH;
      const count = Math.min(BATCH, events - from);
      await send(
        door,
        Array.from({ length: count }, (_, i) => madeEvent(source, from + i, fans, now)),
      );
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
}

/** One after the other until the work is over. @returns milliseconds of each */
export async function sendSingles(door: Door, fans: number, work: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  for (let no = 0; !isOver; no++) {
    const since = performance.now();
    await send(door, [madeEvent('single', no, fans, Date.now())]);
    times.push(performance.now() - since);
  }
  await over;
  return times;
}

async function send({ url, token }: Door, events: object[]): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  const { accepted } = answer.ok ? ((await answer.json()) as { accepted: number }) : { accepted: 0 };
  if (accepted !== events.length) throw new Error(`HTTP ${String(answer.status)}: ${String(accepted)} events accepted`);
}
