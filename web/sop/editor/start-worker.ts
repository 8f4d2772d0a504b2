/** Vite bundles the worker from this expression; it must stand as it is. */
export function startWorker(): Worker {
  return new Worker(new URL('./language.worker.ts', import.meta.url), { type: 'module' });
}
