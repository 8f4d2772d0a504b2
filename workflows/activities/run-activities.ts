import type { Db } from '@fanloom/server/db/database.js';
import { arm } from './arm.js';
import { collect, load } from './collect.js';
import type { CommandInput, CommandResult, RunRef } from './command.js';
import { type LaneCommand, perform } from './perform.js';

export interface RunActivities {
  load(input: RunRef): Promise<CommandResult>;
  collect(input: CommandInput): Promise<CommandResult>;
  perform(input: LaneCommand): Promise<CommandResult>;
  arm(input: LaneCommand): Promise<CommandResult>;
}

/** What a run's workflow can have done. */
export function runActivities(db: Db): RunActivities {
  return {
    load: (input) => load(db, input),
    collect: (input) => collect(db, input),
    perform: (input) => perform(db, input),
    arm: (input) => arm(db, input),
  };
}
