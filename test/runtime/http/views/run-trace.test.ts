/** A run as the spans that Inngest's interfaces show. */
import { describe, expect, test } from 'vitest';
import type { RunProgress } from '../../../../runtime/src/contract/progress.ts';
import {
  findSpan,
  plainTraceOf,
  type TraceSpan,
  traceOf,
} from '../../../../runtime/src/http/views/run-trace.ts';
import { noon, someRun, someStep, someWait } from '../../../support/picture/run-progress.ts';

/** A line for each span, its children indented: name, status, and op or kind; `#1` from the second attempt on; output. */
function checkTrace(run: Partial<RunProgress>, expected: string[]): void {
  expect(lines(traceOf(someRun(run)))).toEqual(expected);
}

function lines(span: TraceSpan, indent = ''): string[] {
  const { name, status, op, kind, attempt, output, children } = span;
  const result =
    output === null
      ? ''
      : 'data' in output
        ? ` = ${JSON.stringify(output.data)}`
        : ` ! ${output.error.message}`;
  const line = `${indent}${name}: ${status} ${op ?? kind}${attempt > 0 ? ` #${attempt}` : ''}${result}`;
  return [line, ...children.flatMap((child) => lines(child, `${indent}  `))];
}

const request = (attempt: number) => ({ requestId: 'r', target: null, since: noon, attempt });

const oops = { name: 'Error', message: 'oops' };
const failure = (attempt: number) => ({ attempt, at: noon + attempt, error: oops });

describe('a run', () => {
  test('that has just been queued is one span', () => checkTrace({ status: 'queued' }, ['Run: QUEUED run']));

  test('that waits is running: only its step waits', () =>
    checkTrace({ status: 'waiting', steps: [someStep('review', { status: 'waiting', wait: someWait() })] }, [
      'Run: RUNNING run',
      '  review: WAITING RUN',
    ]));

  test('that has ended shows its end and what the function returned', () =>
    checkTrace({ status: 'completed', output: 3, endedAt: noon }, [
      'Run: COMPLETED run = 3',
      '  Finalization: COMPLETED finalization = 3',
    ]));

  test('that returned nothing has null for an output', () =>
    checkTrace({ status: 'completed', endedAt: noon }, [
      'Run: COMPLETED run = null',
      '  Finalization: COMPLETED finalization = null',
    ]));

  test('whose body failed has an attempt for each failure', () =>
    checkTrace(
      {
        status: 'failed',
        error: oops,
        failures: [
          { ...failure(0), retryAt: noon, from: 'app' },
          { ...failure(1), retryAt: null, from: 'app' },
        ],
      },
      [
        'Run: FAILED run #1 ! oops',
        '  Finalization: FAILED finalization #1 ! oops',
        '    Attempt 0: FAILED attempt ! oops',
        '    Attempt 1: FAILED attempt #1 ! oops',
      ],
    ));

  test('whose body failed once and then returned shows both attempts', () =>
    checkTrace(
      {
        status: 'completed',
        output: 3,
        endedAt: noon,
        failures: [{ ...failure(0), retryAt: noon, from: 'app' }],
      },
      [
        'Run: COMPLETED run = 3',
        '  Finalization: COMPLETED finalization #1 = 3',
        '    Attempt 0: FAILED attempt ! oops',
        '    Attempt 1: COMPLETED attempt #1 = 3',
      ],
    ));

  test('whose app is at work shows it running, unless it is a known step', () => {
    checkTrace({ status: 'running', requests: [request(0)] }, [
      'Run: RUNNING run',
      '  Execution: RUNNING finalization',
      '    Attempt 0: RUNNING attempt',
    ]);
    checkTrace({ status: 'running', requests: [request(0)], steps: [someStep('a', { status: 'running' })] }, [
      'Run: RUNNING run',
      '  a: RUNNING RUN',
    ]);
  });

  test('whose app could not be reached has lost no attempt', () =>
    checkTrace({ failures: [{ ...failure(0), retryAt: noon, from: 'transport' }] }, ['Run: RUNNING run']));

  test('that was cancelled has no end of the function', () =>
    checkTrace({ status: 'cancelled', endedAt: noon, steps: [someStep('a', { status: 'cancelled' })] }, [
      'Run: CANCELLED run',
      '  a: CANCELLED RUN',
    ]));
});

describe('a step', () => {
  test('that failed once and is retried shows the attempt, and its error until then', () =>
    checkTrace({ steps: [someStep('a', { status: 'retrying', failures: [failure(0)] })] }, [
      'Run: RUNNING run',
      '  a: RUNNING RUN ! oops',
      '    Attempt 0: FAILED RUN ! oops',
    ]));

  test('that failed once and then returned shows both attempts', () =>
    checkTrace(
      {
        steps: [
          someStep('a', { status: 'completed', attempt: 1, output: 2, failures: [failure(0)] }),
          someStep('b', { status: 'running', attempt: 1, failures: [failure(0)] }),
        ],
      },
      [
        'Run: RUNNING run',
        '  a: COMPLETED RUN #1 = 2',
        '    Attempt 0: FAILED RUN ! oops',
        '    Attempt 1: COMPLETED RUN #1 = 2',
        '  b: RUNNING RUN #1',
        '    Attempt 0: FAILED RUN ! oops',
        '    Attempt 1: RUNNING RUN #1',
      ],
    ));

  test('that invoked a function which failed has no attempts of its own', () => {
    const step = { hashedId: 'h', op: 'InvokeFunction', name: 'call', parent: null };
    checkTrace(
      { steps: [someStep('call', { step, status: 'failed', error: oops, failures: [failure(0)] })] },
      ['Run: RUNNING run', '  call: FAILED INVOKE ! oops'],
    );
  });

  test('that failed for good keeps its last attempt', () =>
    checkTrace(
      {
        steps: [
          someStep('a', { status: 'failed', attempt: 1, error: oops, failures: [failure(0), failure(1)] }),
        ],
      },
      [
        'Run: RUNNING run',
        '  a: FAILED RUN #1 ! oops',
        '    Attempt 0: FAILED RUN ! oops',
        '    Attempt 1: FAILED RUN #1 ! oops',
      ],
    ));

  test.each([
    ['Step', 'RUN'],
    ['Sleep', 'SLEEP'],
    ['WaitForEvent', 'WAIT_FOR_EVENT'],
    ['WaitForSignal', 'WAIT_FOR_SIGNAL'],
    ['InvokeFunction', 'INVOKE'],
    ['AIGateway', 'AI_GATEWAY'],
  ])('with op %s is a span with op %s', (op, shown) => {
    const step = someStep('a', {
      step: { hashedId: 'h', op, name: 'a', parent: null },
      status: 'completed',
      output: 1,
    });
    checkTrace({ steps: [step] }, ['Run: RUNNING run', `  a: COMPLETED ${shown} = 1`]);
  });

  test('whose wait timed out has ended as expected, with null', () =>
    checkTrace({ steps: [someStep('w', { status: 'timed-out' })] }, [
      'Run: RUNNING run',
      '  w: COMPLETED RUN = null',
    ]));
});

describe('without the newer form', () => {
  const names = (run: Partial<RunProgress>) => {
    const { name, children } = plainTraceOf(someRun(run));
    return [name, ...children.map((child) => `${child.name} ${child.status} ${child.stepType}`.trim())];
  };

  test('spans are named by what the function does, and how it ended', () => {
    const { functionId } = someRun({});
    expect(names({ status: 'running', requests: [request(0)] })).toEqual([functionId, 'execute RUNNING']);
    expect(names({ status: 'completed' })).toEqual([functionId, 'function success COMPLETED']);
    expect(names({ status: 'failed', error: oops })).toEqual([functionId, 'function error FAILED']);
  });

  test('a sleep is running', () => {
    const step = { hashedId: 'h', op: 'Sleep', name: 'nap', parent: null };
    expect(names({ steps: [someStep('nap', { step, status: 'sleeping' })] })[1]).toBe('nap RUNNING');
  });
});

test('span IDs stay the same as the run continues, and lead to the span', () => {
  const before = traceOf(someRun({ steps: [someStep('a')] }));
  const after = traceOf(
    someRun({ status: 'completed', steps: [someStep('a', { status: 'completed' }), someStep('b')] }),
  );
  const { spanId } = before.children[0]!;
  expect(findSpan(after, spanId)?.name).toBe('a');
  expect(after.children.map((span) => span.parentSpanId)).toEqual(after.children.map(() => before.spanId));
  expect(findSpan(traceOf(someRun({ runId: 'run-2', steps: [someStep('a')] })), spanId)).toBe(null);
});
