/** `defer`: functions that start when the run has ended, successfully or not (protocol 2.11). */

import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import type { DeferRefusal } from '../../contract/journal.ts';
import { isRecord } from '../../contract/records.ts';
import type { EventRecord } from '../../contract/run.ts';
import type { Op } from '../../sdk-protocol/ops.ts';
import { readEventMeta } from '../../sdk-protocol/sessions.ts';
import { uuidOf } from '../../sdk-protocol/uuid.ts';
import type { DeferState, RunState } from '../state/run-state.ts';
import type { Decision } from './decision.ts';
import type { DecisionContext } from './decision-context.ts';

const maxDefers = 20;
/** All inputs of a run together. */
const maxInputBytes = 4 * 1024 * 1024;

export const deferredEventName = 'inngest/deferred.schedule';

/** A defer that is rejected is recorded as such; it never fails the run. */
export function decideDeferAdd(decision: Decision, op: Op): void {
  const known = defersOf(decision);
  if (known.has(op.id)) return;
  const functionId = typeof op.opts.fn_slug === 'string' ? op.opts.fn_slug : '';
  const name = op.userland?.id ?? op.displayName ?? op.name;
  const input = op.opts.input ?? {};
  const about = { hashedId: op.id, name, functionId };
  const reason = refusal(known, functionId, input);
  if (reason !== null) {
    // A run may ask for any number: only the first one too many is recorded.
    if (known.size <= maxDefers) decision.add({ kind: 'defer-rejected', ...about, reason });
    return;
  }
  const meta = op.opts.meta as Record<string, unknown> | null | undefined;
  decision.add({
    kind: 'defer-added',
    ...about,
    input: input as Record<string, unknown>,
    ...(meta ? { meta } : {}),
  });
}

export function decideDeferAbort(decision: Decision, op: Op): void {
  const hashedId = op.opts.target_hashed_id;
  if (typeof hashedId !== 'string' || defersOf(decision).get(hashedId)?.status !== 'after-run') return;
  decision.add({ kind: 'defer-aborted', hashedId });
}

/** One event for each defer, sent when the run has ended. The ids are derived from the run's, so that none starts twice. */
export function deferEvents(run: RunState, { now, newId }: DecisionContext): EventRecord[] {
  const events: EventRecord[] = [];
  for (const [hashedId, { status, functionId, input, meta }] of run.defers) {
    if (status !== 'after-run') continue;
    const sessions = readEventMeta(meta);
    if ('error' in sessions) continue;
    events.push({
      internalId: newId(),
      id: deferId(run, hashedId),
      name: deferredEventName,
      data: {
        ...input,
        _inngest: {
          fn_slug: functionId,
          parent_app_id: uuidOf(run.appId),
          parent_fn_id: uuidOf(run.functionId),
          parent_fn_slug: run.functionId,
          parent_run_id: run.runId,
        },
      },
      user: {},
      ts: now,
      ...(sessions.meta ? { meta: sessions.meta } : {}),
      receivedAt: now,
    });
  }
  return events;
}

function refusal(
  known: ReadonlyMap<string, DeferState>,
  functionId: string,
  input: unknown,
): DeferRefusal | null {
  if (known.size >= maxDefers) return 'count';
  if (functionId === '' || !isRecord(input)) return 'input';
  let bytes = sizeOf(input);
  for (const defer of known.values()) bytes += sizeOf(defer.input);
  return bytes > maxInputBytes ? 'size' : null;
}

function sizeOf(input: unknown): number {
  return Buffer.byteLength(JSON.stringify(input));
}

/** Those of the run, and those that this decision has added or aborted. */
function defersOf({ run, facts }: Decision): ReadonlyMap<string, DeferState> {
  const defers = new Map(run.defers);
  for (const fact of facts) {
    if (fact.kind === 'defer-added') {
      const { name, functionId, input, meta } = fact;
      defers.set(fact.hashedId, { status: 'after-run', name, functionId, input, meta });
    } else if (fact.kind === 'defer-rejected') {
      defers.set(fact.hashedId, {
        status: 'rejected',
        name: fact.name,
        functionId: fact.functionId,
        input: {},
      });
    } else if (fact.kind === 'defer-aborted') {
      const defer = defers.get(fact.hashedId);
      if (defer) defers.set(fact.hashedId, { ...defer, status: 'aborted' });
    }
  }
  return defers;
}

/** The sender's id of the event that starts what the run has deferred. */
export function deferId(run: Pick<RunState, 'runId' | 'queuedAt'>, hashedId: string): string {
  const digest = createHash('sha256').update(`defer:${run.runId}:${hashedId}`).digest('hex');
  return encodeTime(run.queuedAt, 10) + digest.slice(0, 16).toUpperCase();
}
