// The image's health check, without shell or curl: asks this container's server, or else its worker, whether it is ready.
const ports = [process.env.PORT, process.env.WORKER_HEALTH_PORT];
const isReady = (port) =>
  fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
const ready = await Promise.all(ports.map(isReady));
process.exitCode = ready.includes(true) ? 0 : 1;
