import { sql } from 'kysely';
import { appendAudit } from '@fanloom/server/audit/audit.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median, seconds } from '../statistics.js';

const WRITERS = 16;
const ROUNDS = 5;

/** Entries that many people's actions write at the same time, each in its transaction, with the chain and without it. */
export async function audit(stage: Stage, { size }: BenchOrder): Promise<Figure[]> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: WRITERS });
  try {
    const rates = { chained: [] as number[], loose: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.chained.push(await rate(db, size));
      await sql`alter table audit disable trigger audit_link`.execute(db);
      rates.loose.push(await rate(db, size));
      await sql`alter table audit enable trigger audit_link`.execute(db);
    }
    const [chained, loose] = [median(rates.chained), median(rates.loose)];
    return [
      {
        name: 'audit.vs_no_chain',
        value: chained / loose,
        unit: 'x',
        baseline: `without the chain ${loose.toFixed(0)} entries/s`,
        detail: `${chained.toFixed(0)} entries/s of ${String(WRITERS)} writers`,
      },
    ];
  } finally {
    await db.destroy();
  }
}

/** Entries a second. */
async function rate(db: Db, entries: number): Promise<number> {
  let left = entries;
  const writer = async () => {
    while (left-- > 0) {
      await db
        .transaction()
        .execute((tx) =>
          appendAudit(tx, { actorId: null, action: 'fan.unmask', subject: 'fan', subjectId: 'x', detail: { n: left } }),
        );
    }
  };
  return entries / (await seconds(() => Promise.all(Array.from({ length: WRITERS }, writer))));
}
