import { access } from './access/access.js';
import { audit } from './audit/audit.js';
import { eventToMessage } from './engine/event-to-message.js';
import { throughput } from './engine/throughput.js';
import { workerMemory } from './engine/worker-memory.js';
import { fanList } from './fan-list/fan-list.js';
import { language } from './language/language.js';
import { scores } from './scores/scores.js';
import { eventToTruth } from './segments/event-to-truth.js';
import { refresh } from './segments/refresh.js';
import { segments } from './segments/segments.js';
import { simulate } from './simulate/simulate.js';
import type { Bench } from './bench-order.js';
import { ingest } from './ingest/ingest.js';
import { importOrders } from './import/import-orders.js';

/** All measurements, in the order in which they run. Those of a group share servers and the shops that they ask for. */
export const benches: readonly (readonly Bench[])[] = [
  [{ figures: ['engine.vs_workflow_per_fan', 'engine.vs_bare_sql'], size: 50_000, run: throughput }],
  [{ figures: ['engine.worker_rss_mib'], size: 1_000_000, run: workerMemory }],
  [{ figures: ['engine.event_to_message_p95_ms'], size: 4_000, run: eventToMessage }],
  [{ figures: ['import.vs_bare_sql', 'import.vs_copy', 'import.rss_mib'], size: 1_000_000, run: importOrders }],
  [{ figures: ['audit.vs_no_chain'], size: 4_000, run: audit }],
  [{ figures: ['ingest.vs_bare_sql', 'ingest.single_p99_ms'], size: 1_000_000, run: ingest }],
  [{ figures: ['segments.event_to_truth_p95_ms'], size: 5_000, run: eventToTruth }],
  [
    { figures: ['fan_list.vs_sql'], size: 1_000_000, run: fanList },
    { figures: ['segments.vs_sql', 'segments.slowest_ms'], size: 1_000_000, run: segments },
    { figures: ['segments.refresh_share'], size: 1_000_000, run: refresh },
    { figures: ['scores.vs_sql'], size: 1_000_000, run: scores },
    {
      figures: ['access.page_vs_sql', 'access.count_vs_sql', 'access.vs_bare_hono', 'access.vs_directus'],
      size: 1_000_000,
      run: access,
    },
  ],
  [{ figures: ['simulate.fans_100k_s', 'simulate.rss_mib'], size: 100_000, run: simulate }],
  [
    {
      figures: ['language.check_1000_ms', 'language.check_200_after_key_ms', 'language.format_1000_ms'],
      size: 1_000,
      run: language,
    },
  ],
];
