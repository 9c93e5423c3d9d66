import { shortJson } from './shorten.ts';

/** Why a clause of a condition is not true: the values of both sides. */
export function clauseReason(clause: {
  left?: { value: unknown };
  right?: { value: unknown };
  reason?: string;
}): string {
  const { left, right, reason } = clause;
  if (reason) return reason;
  if (!left || !right) return 'false';
  return `${shortJson(left.value) || 'null'} and ${shortJson(right.value) || 'null'}`;
}
