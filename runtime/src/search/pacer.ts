/** A search yields to the event loop after this time, so that it does not delay runs. */
const timeSliceMs = 8;

/** @returns what to await after each piece of work; undefined when there is no need to wait. */
export function pacer(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < timeSliceMs) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
