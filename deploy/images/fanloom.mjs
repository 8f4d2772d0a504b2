// What the image runs: `server` and `worker`, or any command of `fanloom`.
const [name = 'server', ...args] = process.argv.slice(2);
const processes = { server: './server/dist/http/serve.js', worker: './workflows/dist/worker.js' };

if (Object.hasOwn(processes, name)) {
  await import(processes[name]);
} else {
  // As process 1 Node ignores these signals unless somebody listens; server and worker do so themselves.
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(130));
  process.argv = [process.argv[0], 'fanloom', name, ...args];
  await import('./server/dist/cli/fanloom.js');
}
