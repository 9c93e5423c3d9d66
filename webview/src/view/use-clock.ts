/** The runtime's time, as often as something on the page depends on it. */
import { useEffect, useState } from 'preact/hooks';
import type { RunsClock } from '../protocol.ts';

/**
 * @param pace milliseconds between two looks at the clock; null: it stands still until something else changes.
 * @param cause the time is also read anew when this changes.
 * @returns Unix milliseconds.
 */
export function useClock({ ahead, pausedAt }: RunsClock, pace: number | null, cause: unknown): number {
  const time = (): number => pausedAt ?? Date.now() + ahead;
  const [now, setNow] = useState(time);
  useEffect(() => {
    setNow(time());
    if (pace === null) return;
    const timer = setInterval(() => setNow(time()), pace);
    return () => clearInterval(timer);
  }, [pace, ahead, pausedAt, cause]);
  return now;
}
