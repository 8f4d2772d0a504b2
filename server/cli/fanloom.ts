import { commands } from './commands.js';
import { dispatch } from './dispatch.js';

// Whoever reads may have enough before everything is written: `fanloom … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await dispatch(process.argv.slice(2), commands, process.env, process);
