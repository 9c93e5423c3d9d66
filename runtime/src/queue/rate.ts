/**
 * The generic cell rate algorithm, as the official server limits rates with it (its `ratelimit` and `throttle`
 * scripts): each admission moves a theoretical arrival time on by `period / limit`, and one is admitted as long as that
 * time runs at most `burst` such intervals ahead of the clock.
 */
export interface Rate {
  limit: number;
  /** Milliseconds. */
  period: number;
  burst: number;
}

export type Admission =
  /** `arrival`: the theoretical arrival time to store. */
  | { admitted: true; arrival: number }
  /** The earliest time to try again, Unix milliseconds. */
  | { admitted: false; again: number };

/** @param arrival the stored theoretical arrival time, Unix milliseconds; null: none, or it has passed. */
export function admit(rate: Rate, arrival: number | null, now: number): Admission {
  const interval = rate.period / Math.max(1, rate.limit);
  const ahead = interval * (rate.burst + 1);
  // If it is further ahead, it was stored under another rate.
  const next = Math.min(Math.max(arrival ?? now, now), now + ahead) + interval;
  const earliest = Math.ceil(next - ahead);
  return earliest <= now ? { admitted: true, arrival: next } : { admitted: false, again: earliest };
}

/** The official server lets a whole limit start at once, and `burst` more; after that, starts are spaced evenly. */
export function throttleRate({ limit, period, burst }: Rate): Rate {
  return { limit, period, burst: limit + burst - 1 };
}

/** The official server lets a tenth of the limit through at once. */
export function rateOf({ limit, period }: { limit: number; period: number }): Rate {
  return { limit, period, burst: Math.floor(limit / 10) };
}
