/** Waits for a condition, and says what was there instead when it does not come. */
export async function waitUntil<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  seen: () => unknown = () => '',
  milliseconds = 10_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) {
      throw new Error(
        `${what} did not come within ${milliseconds} ms. Seen: ${JSON.stringify(await seen(), null, 1)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
