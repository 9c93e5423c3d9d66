/** Failed attempts of which several say the same. Pure. */
import { errorText } from './error-text.ts';
import type { SerializedError } from './run.ts';

interface Failure {
  /** 0-based. */
  attempt: number;
  /** Unix milliseconds. */
  at: number;
  error: SerializedError;
}

/** Attempts in a row that failed alike. */
export interface RepeatedFailure<F extends Failure> {
  first: F;
  /** The same one when there is only one. */
  last: F;
  count: number;
}

/** @param failures oldest first; so is the result. */
export function repeatedFailures<F extends Failure>(failures: readonly F[]): RepeatedFailure<F>[] {
  const groups: RepeatedFailure<F>[] = [];
  for (const failure of failures) {
    const group = groups.at(-1);
    if (group && errorText(group.last.error) === errorText(failure.error)) {
      group.last = failure;
      group.count += 1;
    } else groups.push({ first: failure, last: failure, count: 1 });
  }
  return groups;
}
