/** Metadata, scores and sessions as SDKs and API clients write them. */
import { expect, test } from 'vitest';
import { type Metadata, updateMetadata } from '../../../runtime/src/contract/metadata.ts';
import { readMetadata } from '../../../runtime/src/sdk-protocol/metadata.ts';
import { readScores } from '../../../runtime/src/sdk-protocol/scores.ts';
import { readEventMeta } from '../../../runtime/src/sdk-protocol/sessions.ts';

type Update = Parameters<typeof updateMetadata>[1][number];
const known: Metadata[] = [{ scope: 'step', kind: 'ai', values: { tokens: 2, model: 'a' }, updatedAt: 1 }];
const update = (op: Update['op'], values: Record<string, unknown>): Update => ({
  scope: 'step',
  kind: 'ai',
  op,
  values,
});

test.each([
  ['merge', { tokens: 3 }, { tokens: 3, model: 'a' }],
  ['set', { tokens: 3 }, { tokens: 3 }],
  ['delete', { tokens: null }, { model: 'a' }],
  ['add', { tokens: 3, model: 'b', cost: 1 }, { tokens: 5, model: 'b', cost: 1 }],
] as const)('%s %j leaves %j', (op, values, expected) => {
  expect(updateMetadata(known, [update(op, values)], 7)).toEqual([
    { scope: 'step', kind: 'ai', values: expected, updatedAt: 7 },
  ]);
  expect(known[0]!.values).toEqual({ tokens: 2, model: 'a' });
});

test('kinds and scopes are kept apart', () => {
  const ofRun = { ...update('set', { n: 1 }), scope: 'run' as const };
  expect(updateMetadata(known, [ofRun], 7).map(({ scope, kind }) => `${scope} ${kind}`)).toEqual([
    'step ai',
    'run ai',
  ]);
});

test('an op reports its readable metadata and the experiment that its step is part of', () => {
  const metadata = [{ kind: 'userland.note', op: 'set', values: { a: 1 } }, { kind: 7 }, 'nothing'];
  expect(readMetadata(metadata, { experimentName: 'checkout', variant: 'b' })).toEqual([
    { scope: 'step', kind: 'userland.note', op: 'set', values: { a: 1 } },
    {
      scope: 'step',
      kind: 'inngest.experiment',
      op: 'set',
      values: { name: 'checkout', variant: 'b', selection_strategy: '' },
    },
  ]);
});

test('model usage gets a price, unless it has one or the price is unknown', () => {
  const priced = (values: Record<string, unknown>) =>
    readMetadata([{ kind: 'inngest.ai', op: 'merge', values }], {})[0]!.values.estimated_cost;
  const tokens = { input_tokens: 18, output_tokens: 39 };
  expect(
    priced({ request_model: 'gpt-5.4-nano', response_model: 'gpt-5.4-nano-2026-03-17', ...tokens }),
  ).toBe(0.000052);
  expect(priced({ request_model: 'gpt-5.4-nano', ...tokens, estimated_cost: 1 })).toBe(1);
  expect(priced({ request_model: 'unheard-of', ...tokens })).toBe(undefined);
  expect(priced({ request_model: 'gpt-5.4-nano' })).toBe(undefined);
});

test.each([
  [{}, 'At least one score is required'],
  [{ scores: [{}] }, 'scores[0]: Score name is required'],
  [{ scores: [{ name: 'a' }] }, 'scores[0]: Score value is required'],
  [{ scores: [{ name: 'a', value: 'high' }] }, 'scores[0]: Score value must be a finite number or boolean'],
  [{ scores: [{ name: 'a', value: 1, stepId: ' ' }] }, 'scores[0]: Step ID must not be empty when provided'],
  [
    { scores: [{ name: 'a', value: 1, stepId: 's', experiment: { id: 'e', variant: 'v' } }] },
    'scores[0]: Experiment scores must be run-scoped',
  ],
  [
    { scores: [{ name: 'a', value: 1, experiment: { id: 'e' } }] },
    'scores[0]: Experiment variant is required when experiment is provided',
  ],
])('%j is not a score: %s', (body, problem) => {
  expect(readScores(body)).toBe(problem);
});

test("a score's name has no quotes and no line breaks", () => {
  for (const name of ["it's", 'a\nb', 'x'.repeat(129)])
    expect(readScores({ scores: [{ name, value: 1 }] })).toMatch('Score name or value is invalid');
});

test.each([
  [undefined, undefined],
  [{}, undefined],
  [{ sessions: { org: 'acme', user: 7 } }, { sessions: { org: 'acme', user: '7' } }],
  [{ propagated_sessions: { org: 'acme' } }, { sessions: { org: 'acme' } }],
  [
    { sessions: { org: 'own' }, propagated_sessions: { org: 'acme', user: '7' } },
    { sessions: { org: 'own', user: '7' } },
  ],
  [{ sessions: { org: null }, propagated_sessions: { org: 'acme', user: '7' } }, { sessions: { user: '7' } }],
  [{ sessions: null, propagated_sessions: { org: 'acme' } }, undefined],
  [
    { sessions: { z: '1' }, propagated_sessions: { a: '1', b: '1', c: '1', d: '1', e: '1' } },
    { sessions: { z: '1', a: '1', b: '1', c: '1', d: '1' } },
  ],
])('sessions of %j are %j', (meta, expected) => {
  expect(readEventMeta(meta)).toEqual({ meta: expected });
});

test.each([
  [7, 'event meta must be an object'],
  [{ sessions: { org: true } }, 'event meta.sessions must be an object of strings'],
  [{ sessions: { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' } }, 'at most 5 sessions per event'],
  [{ sessions: { org: '' } }, 'sessions must have a key and an id'],
  [{ sessions: { ['x'.repeat(129)]: '1' } }, 'a session key is longer than 128 bytes'],
])('sessions of %j are refused: %s', (meta, error) => {
  expect(readEventMeta(meta)).toEqual({ error });
});
