import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';

/** The last link of the chain. Whoever notes it down elsewhere can tell later that nothing before it was touched. */
export interface ChainHead {
  no: number;
  /** Hexadecimal. */
  hash: string;
}

/** What is wrong with the audit, by the number of the link or, for entries outside of the chain, by their ids. */
export interface ChainReport {
  entries: number;
  head: ChainHead;
  /** The entry is another than the one that was written. */
  changed: number[];
  /** The entry is gone, or its link. */
  removed: number[];
  /** Entries that came in around the chain. */
  inserted: string[];
  /** The chain says otherwise than the head that somebody noted down. */
  unlike: boolean;
}

interface Link {
  no: number;
  hash: Buffer;
  content: string | null;
}

const PAGE = 5_000;

/**
 * Follows the chain from its first link and works out each hash anew, not trusting the database's own functions.
 *
 * @param noted a head that was noted down earlier
 */
export async function verifyChain(db: Db, noted?: ChainHead): Promise<ChainReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const head = await tx.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
      const report: ChainReport = {
        entries: 0,
        head: { no: head.no, hash: head.hash.toString('hex') },
        changed: [],
        removed: [],
        inserted: await outsiders(tx),
        unlike: noted !== undefined && noted.no > head.no,
      };
      let last = { no: head.pruned_no, hash: head.pruned_hash };
      for await (const link of links(tx, last.no)) {
        for (let no = last.no + 1; no < link.no; no++) report.removed.push(no);
        if (link.content === null) report.removed.push(link.no);
        // After a gap nobody knows the hash before it: the link itself is taken as it is.
        else if (link.no === last.no + 1 && !hashOf(last.hash, link.content).equals(link.hash))
          report.changed.push(link.no);
        if (noted?.no === link.no && noted.hash !== link.hash.toString('hex')) report.unlike = true;
        last = link;
        report.entries++;
      }
      for (let no = last.no + 1; no <= head.no; no++) report.removed.push(no);
      if (last.no === head.no && !last.hash.equals(head.hash)) report.changed.push(last.no);
      return report;
    });
}

export function isIntact({ changed, removed, inserted, unlike }: ChainReport): boolean {
  return changed.length + removed.length + inserted.length === 0 && !unlike;
}

function hashOf(before: Buffer, content: string): Buffer {
  return createHash('sha256').update(before).update(content).digest();
}

async function* links(tx: Tx, pruned: number): AsyncGenerator<Link> {
  for (let after = pruned; ;) {
    const { rows } = await sql<Link>`
      select c.no, c.hash, case when a.id is not null then jsonb_build_array(a.id,
        (extract(epoch from a.at) * 1000000)::bigint, a.actor_id, a.action, a.subject, a.subject_id, a.shop_id, a.detail
      )::text end as content
      from audit_chain c left join audit a on a.id = c.audit_id
      where c.no > ${after} order by c.no limit ${PAGE}`.execute(tx);
    const last = rows.at(-1);
    if (!last) return;
    yield* rows;
    after = last.no;
  }
}

async function outsiders(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from audit a where not exists (select from audit_chain c where c.audit_id = a.id) order by id`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
