/**
 * Loaded before the server and the worker by the launcher (`node --import`). When the launcher is gone, however it ended,
 * the process ends as well, so that the next start finds its ports and data free.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

export {};
