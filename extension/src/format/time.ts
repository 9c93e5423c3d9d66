/** Times at the end of a line, and on a lens. Pure; all inputs in milliseconds. */
import { elapsedText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import type { L10n } from '../l10n.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** As {@link remainingText}, in steps of at least a minute: for texts that should change rarely. */
export function coarseRemainingText(milliseconds: number): string {
  if (milliseconds < minute) return '<1m';
  return milliseconds < hour ? `${Math.floor(milliseconds / minute)}m` : remainingText(milliseconds);
}

/** `now`, `25s ago`, `5m ago`, `6d ago`: for lists, where a text should change rarely. */
export function coarseAgoText(milliseconds: number, l10n: L10n): string {
  if (milliseconds < 10 * second) return l10n.t('now');
  const [largest = ''] = elapsedText(milliseconds).split(' ');
  return l10n.t('{0} ago', largest);
}

/** `just now`, `2m 5s ago`. */
export function agoText(milliseconds: number, l10n: L10n): string {
  if (milliseconds < 10 * second) return l10n.t('just now');
  return l10n.t('{0} ago', elapsedText(milliseconds));
}
