import { preview } from './preview.ts';

/** Why a clause of a condition is not true: the values of both sides. */
export function clauseReason(clause: {
  left?: { value: unknown };
  right?: { value: unknown };
  reason?: string;
}): string {
  const { left, right, reason } = clause;
  if (reason) return reason;
  if (!left || !right) return 'false';
  return `${preview(left.value) || 'null'} and ${preview(right.value) || 'null'}`;
}
