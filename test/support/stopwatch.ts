/** For benchmarks. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

/** Resolves the promise that the next call of the answered function settles. */
export function signal(): { fired: () => void; next: () => Promise<number> } {
  let resolve: ((at: number) => void) | null = null;
  return {
    fired() {
      resolve?.(performance.now());
      resolve = null;
    },
    next: () =>
      new Promise((done) => {
        resolve = done;
      }),
  };
}
