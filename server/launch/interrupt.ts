/** A terminal's Ctrl-C comes twice when npm passes it on as well. */
const SAME_KEYSTROKE = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  /** Aborts at the first request to stop. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

/** Turns the first Ctrl-C, SIGTERM or SIGHUP into an abort; a second one, later, calls `force`. */
export function listenForInterrupt(force: () => void, source: NodeJS.EventEmitter = process): Interrupt {
  const controller = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      first = Date.now();
      controller.abort();
    } else if (Date.now() - first >= SAME_KEYSTROKE) force();
  };
  for (const name of SIGNALS) source.on(name, onSignal);
  const dispose = () => {
    for (const name of SIGNALS) source.off(name, onSignal);
  };
  return { signal: controller.signal, dispose };
}
