/** Waiting for conditions instead of for time. */

/**
 * Asks until the answer is neither null, undefined nor false, and returns it.
 * @param what completes "waited for …" in the error.
 * @param limit milliseconds.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  limit = 60_000,
): Promise<T> {
  const end = Date.now() + limit;
  let last: unknown = null;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const because =
        last === null ? '' : `; last error: ${last instanceof Error ? last.message : String(last)}`;
      throw new Error(`waited ${limit / 1000} s for ${what}${because}`);
    }
    await pause(100);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
