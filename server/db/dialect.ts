import {
  CompiledQuery,
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
    if (at === null) return;
    await connection.executeQuery(CompiledQuery.raw("select set_config('fanloom.trace', $1, true)", [at]));
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
