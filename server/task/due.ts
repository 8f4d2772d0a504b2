import { taskProblems } from './task.problems.js';

const FURTHEST_MS = 5 * 365 * 86_400_000;

/** Throws a Problem (TASK423) for a deadline that is over, or further away than anybody plans. */
export function requireDue(due: Date, now: Date): void {
  const ahead = due.getTime() - now.getTime();
  if (ahead <= 0 || ahead > FURTHEST_MS) throw taskProblems.badDue();
}
