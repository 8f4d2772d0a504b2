import { Kysely, PostgresDialect, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import type { Db } from '@fanloom/server/db/database.js';
import { openPool } from '@fanloom/server/db/database.js';

export interface RaceOptions {
  /** Number of the statement before which the transaction is held; before is also after the one before. */
  at?: number;
  /** Runs while it is held. */
  meanwhile?: () => Promise<void>;
  /** Statements that are left out, by the name in the comment they begin with: for negative controls. */
  leaveOut?: readonly string[];
}

/**
 * A database whose statements are counted and can be held at any moment, so that another transaction runs exactly
 * there. Test-only: it wraps the driver, nothing in the product knows of it.
 */
export class RaceDatabase {
  readonly db: Db;
  /** Statements so far, in order. */
  readonly statements: string[] = [];
  #options: RaceOptions = {};

  constructor(url: string) {
    const pool = openPool(url, { connections: 4 });
    this.db = new Kysely({
      dialect: new PostgresDialect({
        pool: { connect: async () => this.#wrap(await pool.connect()), end: () => pool.end() },
      }),
    });
  }

  /** Runs `work` with its statements counted from 0. @returns how many there were */
  async run(options: RaceOptions, work: (db: Db) => Promise<unknown>): Promise<number> {
    this.statements.length = 0;
    this.#options = options;
    await work(this.db);
    this.#options = {};
    return this.statements.length;
  }

  #wrap(client: PostgresPoolClient): PostgresPoolClient {
    const query = async <R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> => {
      const statement = this.statements.push(text) - 1;
      if (this.#options.at === statement) await this.#options.meanwhile?.();
      return this.#isLeftOut(text) ? client.query<R>('select where false', []) : client.query<R>(text, parameters);
    };
    const held = Object.create(client) as PostgresPoolClient;
    return Object.assign(held, { query, release: () => client.release() });
  }

  #isLeftOut(text: string): boolean {
    const name = /^\s*\/\* ([\w-]+) \*\//.exec(text)?.[1];
    return name !== undefined && (this.#options.leaveOut ?? []).includes(name);
  }
}
