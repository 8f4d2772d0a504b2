import type { Db, Tx } from '../db/database.js';

/** One line of the record of who did what. `detail` never holds personal data: names of fields, not their values. */
export interface AuditEntry {
  actorId: string | null;
  /** `feature.verb`, such as `fan.unmask`. */
  action: string;
  subject: string;
  subjectId: string | null;
  shopId?: string | null;
  detail?: Record<string, unknown>;
}

/** Appends to the audit, in the transaction of what it records where there is one. */
export async function appendAudit(db: Db | Tx, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      actor_id: entry.actorId,
      action: entry.action,
      subject: entry.subject,
      subject_id: entry.subjectId,
      shop_id: entry.shopId ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}
