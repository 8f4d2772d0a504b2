import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  PostgresQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import { traceparent } from '../trace/span.js';
import { arrayLiteral } from './array-literal.js';
import { carryTrace } from './carry-trace.sql.js';

/** Sends arrays, by which all large batches are written, as text that is faster to make than pg's own. */
class ArrayCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(Array.isArray(parameter) ? (arrayLiteral(parameter) ?? parameter) : parameter);
  }
}

/** What a transaction writes into the outbox carries the span that it began in. */
class TracingDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, settings);
    const at = traceparent();
    if (at !== null) await connection.executeQuery(carryTrace(at));
  }
}

export class Dialect extends PostgresDialect {
  constructor(private readonly config: PostgresDialectConfig) {
    super(config);
  }

  override createDriver(): Driver {
    return new TracingDriver(this.config);
  }

  override createQueryCompiler(): PostgresQueryCompiler {
    return new ArrayCompiler();
  }
}
