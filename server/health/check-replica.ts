import { setTimeout as delay } from 'node:timers/promises';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { type ReplicaPlace, type ReplicaState, ReplicaWatch } from '../db/read-replica.js';
import { type Finding, ok, warn } from './finding.js';

/** Asks the copy until it is close, for as long as it may be behind. */
export async function checkReplica(databaseUrl: string, place: ReplicaPlace): Promise<Finding> {
  const watch = new ReplicaWatch(databaseUrl, place);
  const deadline = performance.now() + place.lagSeconds * 1_000;
  try {
    while ((await watch.look()) === 'behind' && performance.now() < deadline) await delay(500);
    return judgeReplica(watch.state);
  } finally {
    await watch.close();
  }
}

const troubles: Record<Exclude<ReplicaState, 'close'>, { found: Bilingual; advice: Bilingual }> = {
  behind: {
    found: { zh: '只读副本落后太多', en: 'The read replica is too far behind' },
    advice: {
      zh: '请检查流复制和副本的磁盘；可用 DATABASE_READ_LAG 放宽允许的秒数。',
      en: "Check the replication and the replica's disk; DATABASE_READ_LAG allows more seconds.",
    },
  },
  away: {
    found: { zh: '只读副本没有应答', en: 'The read replica does not answer' },
    advice: {
      zh: '请检查 DATABASE_READ_URL 的地址、账号，以及网络策略。',
      en: 'Check address and account in DATABASE_READ_URL, and network policies.',
    },
  },
  foreign: {
    found: { zh: 'DATABASE_READ_URL 不是本数据库的副本', en: 'DATABASE_READ_URL is no copy of this database' },
    advice: {
      zh: '请指向同一个 PostgreSQL 的流复制副本，逻辑复制不行。',
      en: 'Name a streaming replica of the same PostgreSQL; a logical one will not do.',
    },
  },
};

/** Reports come from the database itself meanwhile, so nothing fails. */
export function judgeReplica(state: ReplicaState): Finding {
  if (state === 'close') return ok('replica', { zh: '报表读取只读副本', en: 'Reports come from the read replica' });
  const { found, advice } = troubles[state];
  const meanwhile = { zh: `${found.zh}：报表暂读主库`, en: `${found.en}: reports come from the database itself` };
  return warn('replica', meanwhile, advice);
}
