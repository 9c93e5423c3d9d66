/** Time is an input: everything that waits, or needs the time, asks a clock. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds by which it is ahead of the apps' clocks; absent: 0. */
  readonly ahead?: number;
  /** Calls `fn` once at `at` (Unix milliseconds) or soon after; at once, but not synchronously, when that is past. */
  setTimer(timestamp: number, fn: () => void): () => void;
}

/** The longest delay `setTimeout` takes; a later timer is set in several legs. */
export const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(timestamp, fn) {
    let handle: NodeJS.Timeout;
    const set = () => {
      const delay = Math.max(0, timestamp - Date.now());
      handle = setTimeout(() => (Date.now() < timestamp ? set() : fn()), Math.min(delay, longestTimerMs));
    };
    set();
    return () => clearTimeout(handle);
  },
};
