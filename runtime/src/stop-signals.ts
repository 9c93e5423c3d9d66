/** The signals that ask a process to stop: the first one is obeyed in order, the second one at once. */

/** SIGHUP: its terminal was closed. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl+C reaches every process of the terminal, and npm passes it on as well: that is one signal. */
const sameSignalMs = 100;

/** @returns how to stop listening. */
export function onStopSignals(stop: () => void): () => void {
  let since: number | null = null;
  const receive = () => {
    if (since === null) {
      since = performance.now();
      stop();
    } else if (performance.now() - since > sameSignalMs) process.exit(130);
  };
  for (const signal of stopSignals) process.on(signal, receive);
  return () => {
    for (const signal of stopSignals) process.off(signal, receive);
  };
}
