/** Random numbers for ids. */
import { randomFillSync } from 'node:crypto';

const size = 1_024;

/** Numbers from 0 up to 1, requested from the system many at a time: a single one costs as much as storing a step. */
export function pooledRandom(): () => number {
  const pool = new Uint32Array(size);
  let next = size;
  return () => {
    if (next === size) {
      randomFillSync(pool);
      next = 0;
    }
    return (pool[next++] as number) / 2 ** 32;
  };
}
