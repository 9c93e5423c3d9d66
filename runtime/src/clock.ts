/** Time is an input: everything that waits or dates something asks one of these. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds by which it is ahead of the apps' clocks; absent: it is theirs. */
  readonly ahead?: number;
  /** Calls `fn` once at `at` (Unix milliseconds) or soon after; at once, but not synchronously, when that is past. */
  setTimer(at: number, fn: () => void): () => void;
}

/** The longest delay `setTimeout` takes; a later timer is set in several legs. */
const longestLeg = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(at, fn) {
    let handle: NodeJS.Timeout;
    const set = () => {
      const delay = Math.max(0, at - Date.now());
      handle = setTimeout(() => (Date.now() < at ? set() : fn()), Math.min(delay, longestLeg));
    };
    set();
    return () => clearTimeout(handle);
  },
};
