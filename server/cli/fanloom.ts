import { commands } from './commands.js';
import { dispatch } from './dispatch.js';

process.exitCode = await dispatch(process.argv.slice(2), commands, process.env, process);
