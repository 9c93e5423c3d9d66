/** Words as they stand in the source, for tests of texts. */
import type { Words } from '../../extension/src/words.ts';

export const english: Words = {
  t: (message, ...args) => message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
};
