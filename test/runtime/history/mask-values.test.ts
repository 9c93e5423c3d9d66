import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExportedRun } from '../../../runtime/src/history/exported-run.ts';
import { maskRun } from '../../../runtime/src/history/mask-values.ts';
import { entriesOfRun, eventWith } from '../../support/runtime/run-notation.ts';

function exported(data: Record<string, unknown>, run = 'load 1\n= 1'): ExportedRun {
  return {
    version: 1,
    source: { engine: 'Steplight', sdk: 'js:v4.24.0' },
    function: { id: 'app-import', name: 'Import', appId: 'app' },
    graph: null,
    events: [eventWith(data, '01JD8XJ3A4R7Z9S2K6M0P5T1QW')],
    entries: entriesOfRun(run),
    masked: [],
  };
}

interface Masked {
  data: Record<string, unknown>;
  masked: string[];
  /** Of the step "load". */
  output?: unknown;
}

function checkMasked(run: ExportedRun, paths: string[], expected: Masked, secrets = false) {
  const { events, entries, masked } = maskRun(run, { paths, secrets });
  expect(events[0]?.data).toEqual(expected.data);
  expect(masked).toEqual(expected.masked);
  const completed = entries.find((entry) => entry.kind === 'step-completed');
  if ('output' in expected) expect(completed?.output).toEqual(expected.output);
}

describe('a path', () => {
  const data = {
    user: { email: 'ada@example.com', name: 'Ada' },
    items: [{ email: 'eva@example.com' }],
    n: 7,
  };

  test('means every place that ends like it', () => {
    checkMasked(exported(data), ['email'], {
      data: { user: { email: '••••₁', name: 'Ada' }, items: [{ email: '••••₂' }], n: 7 },
      masked: ['event.data.items[*].email', 'event.data.user.email'],
    });
    checkMasked(exported(data), ['data.user.email'], {
      data: { ...data, user: { email: '••••₁', name: 'Ada' } },
      masked: ['event.data.user.email'],
    });
  });

  test('may leave parts open', () => {
    checkMasked(exported(data), ['items[*].email'], {
      data: { ...data, items: [{ email: '••••₁' }] },
      masked: ['event.data.items[*].email'],
    });
    checkMasked(exported(data), ['data.**.Email'], {
      data: { ...data, user: { email: '••••₁', name: 'Ada' }, items: [{ email: '••••₂' }] },
      masked: ['event.data.items[*].email', 'event.data.user.email'],
    });
  });

  test('means everything below', () => {
    checkMasked(exported(data), ['data.user', '["n"]'], {
      data: { ...data, user: { email: '••••₁', name: '••••₂' }, n: 1 },
      masked: ['event.data.n', 'event.data.user.email', 'event.data.user.name'],
    });
  });

  test.each(['', '.', 'a..b', 'a[', 'a b"'])('%j is none', (path) => {
    expect(() => maskRun(exported({}), { paths: [path], secrets: false })).toThrow(RangeError);
  });
});

test('equal values mask equally, and other types keep their type', () => {
  checkMasked(
    exported(
      { a: 'same', b: 'same', c: 'other', flag: true, none: null, n: 12, m: 12 },
      'load {"x":{"a":"same"}}',
    ),
    ['a', 'b', 'c', 'flag', 'none', 'n', 'm'],
    {
      data: { a: '••••₁', b: '••••₁', c: '••••₂', flag: false, none: null, n: 1, m: 1 },
      masked: ['a', 'b', 'c', 'flag', 'm', 'n', 'none']
        .map((name) => `event.data.${name}`)
        .concat('output.x.a'),
      output: { x: { a: '••••₁' } },
    },
  );
});

test('what is masked at one place is masked wherever it occurs', () => {
  checkMasked(
    exported({ email: 'ada@example.com' }, 'load {"greeting":"Dear ada@example.com,","ada@example.com":1}'),
    ['data.email'],
    {
      data: { email: '••••₁' },
      masked: ['event.data.email'],
      output: { greeting: 'Dear ••••₁,', '••••₁': 1 },
    },
  );
});

test('secrets are masked by name and by form', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
  checkMasked(
    exported({
      password: 'pw-1',
      user: { 'api-key': 'k-123', accessToken: 't-123', maxTokens: 100 },
      headers: { Authorization: 'Basic x' },
      text: `got ${jwt}`,
      url: 'postgres://ada:hunter2@db/app',
      card: 'paid with 4111 1111 1111 1111',
      order: '1234 5678 9012 3456',
      at: 1796020950000,
    }),
    [],
    {
      data: {
        password: '••••₁',
        user: { 'api-key': '••••₂', accessToken: '••••₃', maxTokens: 100 },
        headers: { Authorization: '••••₄' },
        text: 'got ••••₅',
        url: 'postgres://ada:••••₆@db/app',
        card: 'paid with ••••₇',
        order: '1234 5678 9012 3456',
        at: 1796020950000,
      },
      masked: [
        'event.data.card',
        'event.data.headers.Authorization',
        'event.data.password',
        'event.data.text',
        'event.data.url',
        'event.data.user.accessToken',
        'event.data.user.api-key',
      ],
    },
    true,
  );
});

test('the token of a durable endpoint is masked always', () => {
  const run = exported({});
  const [queued, ...rest] = run.entries;
  const endpoint = { url: 'http://localhost/orders', method: 'GET', token: 'let-me-in' };
  const entries = [{ ...queued!, endpoint } as typeof queued & object, ...rest];
  expect(JSON.stringify(maskRun({ ...run, entries }, { paths: [], secrets: false }))).not.toContain(
    'let-me-in',
  );
});

const secret = fc
  .string({ minLength: 4, maxLength: 12, unit: 'grapheme' })
  .filter((text) => /^[^•₀-₉"\\]{4,}$/.test(text) && text.trim().length >= 4);
/** The words of the format itself. */
const isOfFormat = (text: string) =>
  JSON.stringify(exported({ key: '', other: '' }, 'load [""]')).includes(text);

test('no masked text is anywhere in the file', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.jsonValue({ maxDepth: 2 }),
      (secrets, noise) => {
        fc.pre(!secrets.some((text) => isOfFormat(text)));
        const run = exported(
          { key: secrets, other: noise, [secrets[0]!]: `x${secrets.join('')}y` },
          `load [${JSON.stringify(`before ${secrets[0]} after`)}]`,
        );
        const file = JSON.stringify(maskRun(run, { paths: ['data.key'], secrets: false }));
        for (const text of secrets) expect(file).not.toContain(JSON.stringify(text).slice(1, -1));
      },
    ),
    { numRuns: 300 },
  );
});
