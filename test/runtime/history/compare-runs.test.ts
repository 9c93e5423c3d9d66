import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../runtime/src/history/compare-runs.ts';
import {
  differenceText,
  divergenceText,
  english,
  rowName,
} from '../../../runtime/src/history/comparison-text.ts';
import type { ComparedRun, Difference, RunComparison } from '../../../runtime/src/history/run-comparison.ts';
import { type NotedRun, runFrom } from '../../support/runtime/run-notation.ts';

interface Expected {
  /** The sentence about where they part first. */
  first: string;
  /** Rows that differ: `name: differences`. */
  rows?: string[];
}

function checkComparison(
  a: string,
  b: string,
  expected: Expected,
  noted: { a?: NotedRun; b?: NotedRun } = {},
) {
  const comparison = compareRuns(runFrom(a, noted.a), runFrom(b, noted.b));
  expect(divergenceText(comparison, english)).toBe(expected.first);
  if (expected.rows) expect(rowsOf(comparison)).toEqual(expected.rows);
  return comparison;
}

function rowsOf({ steps }: RunComparison): string[] {
  return steps
    .filter(({ differences }) => differences.length > 0)
    .map(
      (row) => `${rowName(row)}: ${row.differences.map((each) => differenceText(each, english)).join(', ')}`,
    );
}

describe('where two runs part first', () => {
  test('nowhere', () => {
    checkComparison('load 20ms {"n":1}\n= 1', 'load 30ms {"n":1}\n= 1', {
      first: 'The runs do not differ.',
      rows: [],
    });
  });

  test('at the event that decided a branch, not at what merely repeats the events that started them', () => {
    checkComparison(
      'load {"id":"upload-1"}\nreview ? {"id":"upload-1","ok":true}\ncreate {"n":3}\nnotify "sent"\n= {"n":3}',
      'load {"id":"upload-2"}\nreview ? {"id":"upload-2","ok":false}\nreject "sent"\n= {"n":0}',
      {
        first: 'The result of “review” differs at data.ok: true in A, false in B.',
        rows: [
          'load: id: "upload-1" | "upload-2"',
          'review: data.ok: true | false',
          'create: only in A',
          'notify: only in A',
          'reject: only in B',
        ],
      },
      { a: { event: { id: 'upload-1' } }, b: { event: { id: 'upload-2' } } },
    );
  });

  test('at the events, if all that differs behind them follows from them', () => {
    checkComparison(
      'load {"id":"upload-1"}\n= 1',
      'load {"id":"upload-2"}\n= 1',
      {
        first: 'The event differs at data.id: "upload-1" in A, "upload-2" in B.',
      },
      { a: { event: { id: 'upload-1' } }, b: { event: { id: 'upload-2' } } },
    );
  });

  test('at a branch', () => {
    checkComparison('load 1\nleft 1\n= 1', 'load 1\nright 1\nmore 1\n= 1', {
      first: 'After “load”, A runs “left” and B runs “right”.',
      rows: ['left: only in A', 'right: only in B', 'more: only in B'],
    });
    checkComparison('left 1\n= 1', 'right 1\n= 1', { first: 'First, A runs “left” and B runs “right”.' });
  });

  test('at a step that only one of them skips', () => {
    checkComparison('load 1\nextra 1\nend 1\n= 1', 'load 1\nend 1\n= 1', {
      first: 'After “load”, A runs “extra” and B runs “end”.',
      rows: ['extra: only in A'],
    });
    checkComparison('load 1\n= 1', 'load 1\nextra 1\n= 1', {
      first: 'After “load”, A ends and B runs “extra”.',
    });
  });

  test('at an error', () => {
    checkComparison('pay 10ms !declined\n! declined', 'pay 1\n= 1', {
      first: '“pay” fails only in A: Error: declined',
    });
    checkComparison('pay 10ms !declined\n! x', 'pay 10ms !expired\n! x', {
      first: '“pay” fails with another error: Error: declined in A, Error: expired in B.',
      rows: ['pay: another error'],
    });
  });

  test('at a wait', () => {
    checkComparison('review ~\n= 1', 'review ? {}\n= 1', {
      first: '“review” timed out in A and received its event in B.',
    });
  });

  test('at how they ended', () => {
    checkComparison('load 1\n= {"n":1}', 'load 1\n= {"n":2}', {
      first: 'The result of the run differs at n: 1 in A, 2 in B.',
    });
    checkComparison('load 1\n= 1', 'load 1\n! no', { first: 'The run fails only in B: Error: no' });
  });

  test('at a duration of twice as long or at attempts only if nothing else differs', () => {
    checkComparison('load 100ms 1\n= 1', 'load 200ms 1\n= 1', {
      first: '“load” took 100ms in A and 200ms in B.',
    });
    checkComparison('load 100ms 1\n= 1', 'load 199ms 1\n= 1', { first: 'The runs do not differ.' });
    checkComparison('load 1ms 1\n= 1', 'load 50ms 1\n= 1', { first: 'The runs do not differ.' });
    checkComparison('load 100ms 1\n= 1', 'load 900ms 1\n= 2', {
      first: 'The result of the run is 1 in A and 2 in B.',
    });
    checkComparison('load 1 ×3\n= 1', 'load 1\n= 1', {
      first: '“load” took 3 attempts in A and 1 attempt in B.',
      rows: ['load: 3 attempts | 1 attempt'],
    });
  });

  test('at the next steps of a run that goes on only if nothing else differs', () => {
    checkComparison('load 1\nreview ??', 'load 1\nreview ? {}\nmore 2\n= 1', {
      first: '“review” is waiting in A and completed in B.',
      rows: ['review: is waiting | completed', 'more: not yet in A'],
    });
    checkComparison('load 1\nreview ??', 'load 2\nreview ? {}\nmore 2\n= 1', {
      first: 'The result of “load” is 1 in A and 2 in B.',
    });
  });
});

describe('what is expected to differ', () => {
  test.each([
    ['"01JD8XJ3A4R7Z9S2K6M0P5T1QW"', '"01JD8XJ3A4R7Z9S2K6M0P5T1QX"'],
    ['"7c9e6679-7425-40de-944b-e07fc1f90ae7"', '"7c9e6679-7425-40de-944b-e07fc1f90ae8"'],
    ['"2026-11-30T06:42:30.000Z"', '"2026-11-30T06:42:31.000Z"'],
    ['1796020950000', '1796020951000'],
  ])('%s and %s: a run parts at a later value', (left, right) => {
    checkComparison(`load ${left}\nend 1\n= 1`, `load ${right}\nend 2\n= 1`, {
      first: 'The result of “end” is 1 in A and 2 in B.',
    });
  });

  test('a flag of the event explains no other flag', () => {
    checkComparison(
      'load {"x":true}\n= 1',
      'load {"x":false}\n= 1',
      {
        first: 'The result of “load” differs at x: true in A, false in B.',
      },
      { a: { event: { y: true } }, b: { event: { y: false } } },
    );
  });
});

describe('the same step', () => {
  test('of a loop is that of the same iteration', () => {
    const { steps } = checkComparison('pack 1\npack 2\npack 3\n= 1', 'pack 1\npack 7\n= 1', {
      first: 'The result of “pack #2” is 2 in A and 7 in B.',
      rows: ['pack #2: 2 | 7', 'pack #3: only in A'],
    });
    expect(steps).toHaveLength(3);
  });

  test('of SDK 1, whose IDs depend on the steps before, is the next with its name', () => {
    checkComparison(
      'load 1\nleft 1\nend 1\n= 1',
      'load 1\nright 1\nend 2\n= 1',
      {
        first: 'After “load”, A runs “left” and B runs “right”.',
        rows: ['left: only in A', 'right: only in B', 'end: 1 | 2'],
      },
      { a: { sdk: 1 }, b: { sdk: 1 } },
    );
  });

  test('is found after an upgrade of the SDK', () => {
    checkComparison(
      'load 1\nend 1\n= 1',
      'load 1\nend 1\n= 1',
      { first: 'The runs do not differ.' },
      { a: { sdk: 1 } },
    );
  });
});

describe('the order of steps', () => {
  test('matters when the code ran them one after the other', () => {
    checkComparison('load 1\nx 1\ny 1\n= 1', 'load 1\ny 1\nx 1\n= 1', {
      first: '“x” is step 2 in A and step 3 in B.',
      rows: ['x: order: 2 | 3', 'y: order: 3 | 2'],
    });
  });

  test('does not matter when they ran in parallel', () => {
    checkComparison('load 1\nx 1 <load\ny 1 <load\n= 1', 'load 1\ny 1 <load\nx 1 <load\n= 1', {
      first: 'The runs do not differ.',
    });
  });

  test('matters when the run went the way of the first of them', () => {
    checkComparison(
      'load 1\nfast 1 <load\nslow 1 <load\nuse-fast 1 <fast\n= 1',
      'load 1\nslow 1 <load\nfast 1 <load\nuse-slow 1 <slow\n= 1',
      { first: '“fast” ended before “slow” in A and after it in B.' },
    );
  });
});

const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('"a"', '{"n":1}', '{"n":2}', '[1,2]'));
const stepLine = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(300), value)
    .map(([name, took, result]) => `${name} ${took}ms ${result}`),
  fc.constantFrom('w ~', 'w ? {"ok":true}', 'w ? {"ok":false}', 'w ??', 'a 5ms !no', 'b 5ms !no ×2'),
);
const runText = fc
  .tuple(fc.array(stepLine, { maxLength: 12 }), fc.constantFrom('= 1', '= 2', '! no', ''))
  .map(([lines, end]) => [...lines, end].join('\n'));
const sdk = fc.constantFrom<1 | 4>(1, 4);

function mirrored(difference: Difference): Difference {
  if (difference.kind === 'branch') return { ...difference, only: difference.only === 'a' ? 'b' : 'a' };
  return { ...difference, a: difference.b, b: difference.a } as Difference;
}

test('a run does not differ from itself', () => {
  fc.assert(
    fc.property(runText, sdk, (text, version) => {
      const run = runFrom(text, { sdk: version, event: { id: 'e-1' } });
      const { first, steps, whole } = compareRuns(run, run);
      expect(first).toBe(null);
      expect(whole).toEqual([]);
      expect(steps.flatMap(({ differences }) => differences)).toEqual([]);
    }),
  );
});

test('which run is A does not matter', () => {
  fc.assert(
    fc.property(runText, runText, sdk, (one, other, version) => {
      const [a, b] = [runFrom(one, { sdk: version }), runFrom(other, { sdk: version })];
      const [there, back] = [compareRuns(a, b), compareRuns(b, a)];
      const key = ({ a, b }: RunComparison['steps'][number]) => `${a?.step.hashedId} ${b?.step.hashedId}`;
      const mirror = new Map(back.steps.map((row) => [key({ ...row, a: row.b, b: row.a }), row]));
      expect(there.steps).toHaveLength(back.steps.length);
      for (const row of there.steps) {
        const differences = mirror.get(key(row))?.differences.filter(({ kind }) => kind !== 'order');
        expect(row.differences.filter(({ kind }) => kind !== 'order')).toEqual(differences?.map(mirrored));
      }
      expect(there.first === null).toBe(back.first === null);
    }),
  );
});

test('every step of both runs is in exactly one row, in the order of A', () => {
  fc.assert(
    fc.property(runText, runText, sdk, (one, other, version) => {
      const [a, b] = [runFrom(one, { sdk: version }), runFrom(other, { sdk: version })];
      const { steps } = compareRuns(a, b);
      expect(steps.flatMap((row) => row.a ?? [])).toEqual(a.progress.steps);
      const ofB = steps.flatMap((row) => row.b ?? []);
      expect(new Set(ofB)).toEqual(new Set(b.progress.steps));
      expect(ofB).toHaveLength(b.progress.steps.length);
    }),
  );
});

/** A run that counts how often its steps are looked at. */
function counted(run: ComparedRun, count: () => void): ComparedRun {
  const watched = <T extends object>(value: T): T =>
    new Proxy(value, {
      get(target, key, receiver) {
        count();
        return Reflect.get(target, key, receiver);
      },
    });
  return { ...run, progress: { ...run.progress, steps: run.progress.steps.map(watched) } };
}

test('cost grows with the number of steps, not with its square', () => {
  const looksAt = (count: number) => {
    const lines = Array.from({ length: count }, (_, index) => `s${index} 10ms {"n":${index}}`);
    let looks = 0;
    const runOf = (text: string) => counted(runFrom(text), () => (looks += 1));
    compareRuns(runOf(lines.join('\n')), runOf([...lines].reverse().join('\n')));
    return looks;
  };
  expect(looksAt(1_600)).toBeLessThan(10 * looksAt(200));
});
