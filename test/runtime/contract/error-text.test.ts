/** Errors of runs as text: with their causes, and several alike as one. */
import { describe, expect, test } from 'vitest';
import { errorText, messageWithCauses, repeatedFailures } from '../../../runtime/src/contract/error-text.ts';

function checkText(error: { name: string; message: string; cause?: unknown }, expected: string): void {
  expect(errorText(error)).toBe(expected);
}

describe('the text of an error', () => {
  test('its name, unless that says nothing', () => {
    checkText({ name: 'TypeError', message: 'x is not a function' }, 'TypeError: x is not a function');
    checkText({ name: 'Error', message: 'no upload' }, 'no upload');
  });

  test('its causes, from the outermost in', () => {
    const socket = { name: 'Error', message: 'getaddrinfo ENOTFOUND api.test', code: 'ENOTFOUND' };
    checkText(
      { name: 'TypeError', message: 'fetch failed', cause: socket },
      'TypeError: fetch failed: getaddrinfo ENOTFOUND api.test',
    );
    checkText(
      { name: 'Error', message: 'not saved', cause: { message: 'fetch failed', cause: socket } },
      'not saved: fetch failed: getaddrinfo ENOTFOUND api.test',
    );
  });

  test('a cause that has only a code, or is a text', () => {
    checkText(
      { name: 'Error', message: 'fetch failed', cause: { message: '', code: 'ECONNREFUSED' } },
      'fetch failed: ECONNREFUSED',
    );
    checkText({ name: 'Error', message: 'refused', cause: 'quota' }, 'refused: quota');
  });

  test('a cause that the message repeats is not said again', () => {
    expect(messageWithCauses({ message: 'not saved: disk full', cause: { message: 'disk full' } })).toBe(
      'not saved: disk full',
    );
  });

  test('a chain that is a ring, or says nothing, ends', () => {
    const ring: { message: string; cause?: unknown } = { message: 'a' };
    ring.cause = { message: 'b', cause: ring };
    expect(messageWithCauses(ring)).toBe('a: b');
    expect(messageWithCauses({ message: 'a', cause: { x: 1 } })).toBe('a');
    expect(messageWithCauses({ message: 'a', cause: null })).toBe('a');
  });
});

/** @param messages of the attempts, oldest first. */
function checkGroups(
  messages: string[],
  expected: [message: string, count: number, lastAttempt: number][],
): void {
  const failures = messages.map((message, attempt) => ({
    attempt,
    at: attempt,
    error: { name: 'Error', message },
  }));
  const groups = repeatedFailures(failures);
  expect(groups.map(({ last, count }) => [last.error.message, count, last.attempt])).toEqual(expected);
}

test('attempts in a row that failed alike are one', () => {
  checkGroups([], []);
  checkGroups(['503', '503', '503'], [['503', 3, 2]]);
  checkGroups(
    ['503', '503', 'timeout', '503'],
    [
      ['503', 2, 1],
      ['timeout', 1, 2],
      ['503', 1, 3],
    ],
  );
});
