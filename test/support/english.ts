/** Words as they stand in the source, for tests of texts. */
import type { L10n } from '../../extension/src/l10n.ts';

export const english: L10n = {
  t: (message, ...args) => message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
};
