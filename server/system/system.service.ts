import { examineFromServer } from '../health/examine.js';
import type { Finding } from '../health/finding.js';
import { RELEASE } from '../launch/release.js';
import type { Deps } from '../request/context.js';
import { type Load, readLoad } from './load.sql.js';

interface System {
  release: string;
  findings: (Omit<Finding, 'advice'> & { advice: Finding['found'] | null })[];
  load: Load;
}

/** For whoever keeps the installation: its state and counts over all shops, nothing of a person. */
export async function readSystem(deps: Deps): Promise<System> {
  const findings = await examineFromServer(deps, deps.settings);
  return {
    release: RELEASE,
    findings: findings.map(({ advice = null, ...finding }) => ({ ...finding, advice })),
    load: await readLoad(deps.db),
  };
}
