/** Journal entries of one run as they might come, in any order: a fold has to bear all of them. */

import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { MetadataUpdate } from '../../../runtime/src/contract/metadata.ts';
import type { ClauseVerdict } from '../../../runtime/src/contract/run.ts';
import fc from '../property.ts';
import { entriesOf, event, failure, step, type Told } from './journal-entries.ts';

const names = ['a', 'b', 'c', 'd'];
const hashedId = fc.constantFrom(...names.map((name) => step(name).hashedId));
const identity = fc.constantFrom(...names.map((name) => step(name)));
const requestId = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const attempt = fc.nat(3);
/** Around the times of the entries, which are a second apart. */
const time = fc.nat(60_000);
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const requests: fc.Arbitrary<Told>[] = [
  fc.record({
    kind: fc.constant('request-started' as const),
    requestId,
    target: perhaps(hashedId),
    attempt,
    itemId: fc.constant('item'),
  }),
  fc.record({ kind: fc.constant('request-ended' as const), requestId, status: fc.constant(206) }),
];

const steps: fc.Arbitrary<Told>[] = [
  fc.record({ kind: fc.constant('step-planned' as const), step: identity }),
  fc.record({
    kind: fc.constant('step-completed' as const),
    step: identity,
    output: fc.nat(9),
    attempt,
    startedAt: perhaps(time),
  }),
  fc.record({
    kind: fc.constant('step-attempt-failed' as const),
    step: identity,
    error: fc.constant(failure),
    attempt,
    retryAt: time,
    startedAt: perhaps(time),
  }),
  fc.record({
    kind: fc.constant('step-failed' as const),
    step: identity,
    error: fc.constant(failure),
    attempt,
    startedAt: perhaps(time),
  }),
  fc.record({ kind: fc.constant('sleep-started' as const), step: identity, until: time }),
  fc.record({
    kind: fc.constant('wait-started' as const),
    step: identity,
    event: fc.constant('list.reviewed'),
    if: fc.constant(null),
    expiresAt: time,
  }),
];

const ends: fc.Arbitrary<Told>[] = [
  fc.record({ kind: fc.constant('sleep-ended' as const), hashedId, skipped: fc.boolean() }),
  fc.record({ kind: fc.constant('wait-matched' as const), hashedId, event: fc.constant(event('x')) }),
  fc.record({
    kind: fc.constant('wait-not-matched' as const),
    hashedId,
    eventId: fc.constant('I-x'),
    clauses: fc.constant<ClauseVerdict[]>([]),
  }),
  fc.record({ kind: fc.constant('wait-timed-out' as const), hashedId, skipped: fc.boolean() }),
  fc.record({ kind: fc.constant('retry-skipped' as const), hashedId: perhaps(hashedId) }),
];

const ofTheRun: fc.Arbitrary<Told>[] = [
  fc.constant({ kind: 'run-started' as const }),
  fc.record({
    kind: fc.constant('run-attempt-failed' as const),
    error: fc.constant(failure),
    attempt,
    retryAt: perhaps(time),
    from: fc.constantFrom('app' as const, 'transport' as const),
  }),
  fc.record({
    kind: fc.constant('output-printed' as const),
    by: fc.constant(null),
    level: fc.constant('info' as const),
    text: fc.string({ maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('metadata-updated' as const),
    hashedId: perhaps(hashedId),
    updates: fc.constant<MetadataUpdate[]>([
      { scope: 'run', kind: 'userland.note', op: 'add', values: { n: 1 } },
    ]),
  }),
  fc.record({
    kind: fc.constant('defer-added' as const),
    hashedId,
    name: fc.constant('later'),
    functionId: fc.constant('app-later'),
    input: fc.constant({}),
  }),
  fc.record({ kind: fc.constant('defer-aborted' as const), hashedId }),
];

const endsOfTheRun: fc.Arbitrary<Told>[] = [
  fc.record({ kind: fc.constant('run-completed' as const), output: fc.nat(9) }),
  fc.record({ kind: fc.constant('run-failed' as const), error: fc.constant(failure) }),
];

/** Begins with `run-queued`; ends of the run are rare. */
export const anyEntries: fc.Arbitrary<JournalEntry[]> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.oneof(...requests), weight: 8 },
      { arbitrary: fc.oneof(...steps), weight: 12 },
      { arbitrary: fc.oneof(...ends), weight: 6 },
      { arbitrary: fc.oneof(...ofTheRun), weight: 6 },
      { arbitrary: fc.oneof(...endsOfTheRun), weight: 1 },
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((facts) => entriesOf(...facts));
