/** Which try of a step or function it is. Pure. */
import type { L10n } from '../l10n.ts';

/** `attempt 2 of 5`. @param index counts from 0; one that is not expected to come is cut off at the last. */
export function attemptText(index: number, maxAttempts: number, l10n: L10n): string {
  return l10n.t('attempt {0} of {1}', Math.min(index + 1, maxAttempts), maxAttempts);
}
