/** Names of all figures; anything else on the command line is refused. */
export const FIGURES = [
  'engine.vs_workflow_per_fan',
  'engine.vs_bare_sql',
  'engine.worker_rss_mib',
  'engine.event_to_message_p95_ms',
  'import.vs_bare_sql',
  'import.vs_copy',
  'import.rss_mib',
  'fan_list.vs_sql',
  'access.page_vs_sql',
  'access.count_vs_sql',
  'access.vs_bare_hono',
  'access.vs_directus',
  'audit.vs_no_chain',
  'ingest.vs_bare_sql',
  'ingest.single_p99_ms',
  'segments.vs_sql',
  'segments.slowest_ms',
  'segments.refresh_share',
  'segments.event_to_truth_p95_ms',
  'scores.vs_sql',
  'simulate.fans_100k_s',
  'simulate.rss_mib',
  'language.check_1000_ms',
  'language.check_200_after_key_ms',
  'language.format_1000_ms',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** Something measured, with what it is held against. */
export interface Figure {
  name: FigureName;
  value: number;
  /** `x`: a ratio to the baseline; `MiB`, `ms` and `s` are absolute. */
  unit: 'x' | 'MiB' | 'ms' | 's';
  /** What the ratio is to, measured in the same run, in words and numbers; null where the value stands for itself. */
  baseline: string | null;
  /** How it came about, for people. */
  detail: string;
}

/** What is aimed at; `import.vs_copy` is only reported. */
const TARGETS: Partial<Record<FigureName, { at: 'least' | 'most'; value: number }>> = {
  'engine.vs_workflow_per_fan': { at: 'least', value: 500 },
  'engine.vs_bare_sql': { at: 'most', value: 3 },
  'engine.worker_rss_mib': { at: 'most', value: 512 },
  'engine.event_to_message_p95_ms': { at: 'most', value: 1_000 },
  'import.vs_bare_sql': { at: 'most', value: 1.5 },
  'import.rss_mib': { at: 'most', value: 400 },
  'fan_list.vs_sql': { at: 'most', value: 1.5 },
  'access.page_vs_sql': { at: 'most', value: 1.2 },
  'access.count_vs_sql': { at: 'most', value: 1.2 },
  'access.vs_bare_hono': { at: 'least', value: 0.6 },
  'access.vs_directus': { at: 'least', value: 12 },
  'ingest.vs_bare_sql': { at: 'least', value: 0.5 },
  'ingest.single_p99_ms': { at: 'most', value: 50 },
  'segments.vs_sql': { at: 'most', value: 1.2 },
  'segments.slowest_ms': { at: 'most', value: 3_000 },
  'segments.refresh_share': { at: 'most', value: 0.02 },
  'segments.event_to_truth_p95_ms': { at: 'most', value: 2_000 },
  'scores.vs_sql': { at: 'most', value: 2 },
  'simulate.fans_100k_s': { at: 'most', value: 10 },
  'simulate.rss_mib': { at: 'most', value: 1_024 },
  'language.check_1000_ms': { at: 'most', value: 60 },
  'language.check_200_after_key_ms': { at: 'most', value: 15 },
  'language.format_1000_ms': { at: 'most', value: 60 },
};

/** `{"name","value","unit","baseline"}` */
export function jsonLine({ name, value, unit, baseline }: Figure): string {
  return JSON.stringify({ name, value: rounded(value), unit, baseline });
}

/** The figure, its target and whether that is met, in columns. */
export function textLine(figure: Figure): string {
  const { name, value, unit, baseline, detail } = figure;
  const target = TARGETS[name];
  const wanted = target ? `${target.at === 'least' ? '≥' : '≤'} ${String(target.value)}` : '';
  const verdict = target ? (isMet(value, target) ? 'met' : 'MISSED') : 'reported';
  const columns = [
    name.padEnd(36),
    `${String(rounded(value)).padStart(8)} ${unit.padEnd(3)}`,
    wanted.padEnd(7),
    verdict.padEnd(8),
  ];
  return [...columns, [baseline, detail].filter(Boolean).join('; ')].join('  ').trimEnd();
}

function isMet(value: number, target: { at: 'least' | 'most'; value: number }): boolean {
  return target.at === 'least' ? value >= target.value : value <= target.value;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
