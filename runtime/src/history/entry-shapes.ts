/** Checks that values from a file are what the fold of a run expects of journal entries. Pure; no Node imports. */
import * as v from 'valibot';
import type { JournalEntry } from '../contract/journal.ts';
import { isRecord } from '../contract/records.ts';
import type { EventRecord } from '../contract/run.ts';

/** A ULID: also safe as the name of a file. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(value);
}

export function isEvent(value: unknown): value is EventRecord {
  return v.is(event, value);
}

/** `unknown`: an entry of a kind that only a newer version knows. */
export function isRunEntry(value: unknown, runId: string): 'valid' | 'unknown' | 'invalid' {
  if (!isRecord(value) || typeof value.kind !== 'string' || value.runId !== runId) return 'invalid';
  if (!Number.isInteger(value.seq) || typeof value.at !== 'number') return 'invalid';
  if (!Object.hasOwn(shapes, value.kind)) return 'unknown';
  return v.is(shapes[value.kind as RunEntryKind], value) ? 'valid' : 'invalid';
}

type RunEntryKind = Extract<JournalEntry, { runId: string }>['kind'];

const text = v.string();
const number = v.number();
const nullableText = v.nullable(text);
const record = v.record(text, v.unknown());
const inputs = v.optional(v.array(v.unknown()));
const error = v.looseObject({ name: text, message: text, stack: v.optional(text) });
const step = v.looseObject({
  hashedId: text,
  op: text,
  name: text,
  userland: v.optional(v.looseObject({ id: text, index: v.optional(number) })),
  type: v.optional(text),
  opts: v.optional(record),
  parent: nullableText,
});
const event = v.looseObject({
  internalId: text,
  id: text,
  name: text,
  data: v.nullable(record),
  user: record,
  ts: number,
  receivedAt: number,
});
const side = v.optional(v.looseObject({ expression: text, value: v.optional(v.unknown()) }));
const clause = v.looseObject({
  expression: text,
  result: v.nullable(v.boolean()),
  left: side,
  right: side,
  reason: v.optional(text),
});
const metadata = v.looseObject({
  scope: text,
  kind: text,
  op: v.picklist(['merge', 'set', 'delete', 'add']),
  values: record,
});
const rerun = v.looseObject({
  runId: text,
  from: v.variant('at', [
    v.looseObject({ at: v.picklist(['start', 'failure']) }),
    v.looseObject({ at: v.literal('step'), hashedId: text, name: text }),
  ]),
  input: inputs,
});
const result = v.variant('status', [
  v.looseObject({ status: v.literal('completed') }),
  v.looseObject({ status: v.literal('failed'), error }),
  v.looseObject({ status: v.literal('timed-out') }),
]);
const attempted = { step, attempt: number, startedAt: v.nullable(number), input: inputs };
const ended = { hashedId: text };
const deferred = { hashedId: text, name: text, functionId: text };

/** What the fold reads of each kind; the rest is kept as it is. */
const shapes: Record<RunEntryKind, v.GenericSchema> = {
  'run-queued': v.looseObject({
    functionId: text,
    functionName: text,
    appId: text,
    sdk: nullableText,
    eventIds: v.array(text),
    eventName: text,
    maxAttempts: number,
    originalRunId: v.optional(text),
    rerun: v.optional(rerun),
  }),
  'run-started': v.looseObject({}),
  'request-started': v.looseObject({ requestId: text, target: nullableText, attempt: number }),
  'request-ended': v.looseObject({ requestId: text, status: v.nullable(number) }),
  'request-queued': v.looseObject({ itemId: text, target: nullableText, attempt: number, dueAt: number }),
  'run-attempt-failed': v.looseObject({
    error,
    attempt: number,
    retryAt: v.nullable(number),
    from: v.picklist(['app', 'transport']),
  }),
  'output-printed': v.looseObject({
    by: v.nullable(v.looseObject({ name: text, hashedId: nullableText })),
    level: v.picklist(['debug', 'info', 'warn', 'error']),
    text,
  }),
  'run-completed': v.looseObject({}),
  'run-failed': v.looseObject({ error }),
  'run-cancelled': v.looseObject({ reason: text }),
  'run-skipped': v.looseObject({ reason: text }),
  'defer-added': v.looseObject({ ...deferred, input: record }),
  'defer-rejected': v.looseObject({ ...deferred, reason: v.picklist(['input', 'size', 'count']) }),
  'defer-aborted': v.looseObject(ended),
  'metadata-updated': v.looseObject({ hashedId: nullableText, updates: v.array(metadata) }),
  'step-planned': v.looseObject({ step, input: inputs }),
  'step-taken-over': v.looseObject({ step, result }),
  'step-completed': v.looseObject(attempted),
  'step-attempt-failed': v.looseObject({ ...attempted, error, retryAt: number }),
  'step-failed': v.looseObject({ ...attempted, error }),
  'sleep-started': v.looseObject({ step, until: number }),
  'sleep-ended': v.looseObject({ ...ended, skipped: v.boolean() }),
  'wait-started': v.looseObject({ step, event: text, if: nullableText, expiresAt: number }),
  'wait-matched': v.looseObject({ ...ended, event }),
  'wait-not-matched': v.looseObject({ ...ended, eventId: text, clauses: v.array(clause) }),
  'wait-timed-out': v.looseObject({ ...ended, skipped: v.boolean() }),
  'invoke-started': v.looseObject({ step, functionId: text, eventId: text, expiresAt: number }),
  'fetch-started': v.looseObject({ step, by: v.picklist(['fetch', 'ai']), method: text, url: text }),
  'signal-wait-replaced': v.looseObject({ ...ended, by: text }),
  'retry-skipped': v.looseObject({ hashedId: nullableText }),
};
