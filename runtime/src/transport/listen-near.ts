const maxPortsTried = 20;

/**
 * Listens at the wanted port, or at one of the next if it is taken.
 *
 * @param wanted 0: any that is free.
 * @param taken called with the wanted port when it is in use.
 * @throws when none of them is free.
 */
export async function listenNear<T>(
  wanted: number,
  listenAt: (port: number) => Promise<T>,
  taken: (port: number) => Promise<void> = async () => {},
): Promise<T> {
  for (let port = wanted; ; port++) {
    try {
      return await listenAt(port);
    } catch (error) {
      const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!inUse || wanted === 0 || port >= wanted + maxPortsTried) throw error;
      if (port === wanted) await taken(port);
    }
  }
}
