import type pg from 'pg';
import type { Isolation } from '../engine/isolation.js';
import type { Fact } from './fact.sql.js';

/** A fact that could not be handled, and what is shown of it. */
export interface SetAside {
  fact: Fact;
  role: 'enter' | 'goal' | 'receipt';
  sopId: string;
  sqlstate: string | null;
}

/** Handles facts of many fans at once; where that fails, those of the fan with whom it lies are set aside. */
export class FactsByFan {
  readonly setAside: SetAside[] = [];

  constructor(private readonly isolation: Isolation) {}

  async each<R>(
    facts: readonly Fact[],
    purpose: Pick<SetAside, 'role' | 'sopId'>,
    work: (facts: readonly Fact[]) => Promise<R[]>,
  ): Promise<R[]> {
    const fans = [...new Set(facts.map((fact) => fact.fan))];
    const handle = async (part: readonly string[]) => {
      const among = new Set(part);
      return work(facts.filter((fact) => among.has(fact.fan)));
    };
    const failed = async (fan: string, error: pg.DatabaseError) => {
      const own = facts.filter((fact) => fact.fan === fan);
      this.setAside.push(...own.map((fact) => ({ ...purpose, fact, sqlstate: error.code ?? null })));
    };
    return this.isolation.each(fans, handle, failed);
  }
}
