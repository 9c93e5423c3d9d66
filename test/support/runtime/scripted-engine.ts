/** An engine with a clock that is told the time and an app that answers from a script: no socket, no wait. */

import type { Clock } from '../../../runtime/src/clock.ts';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import type { Backoff } from '../../../runtime/src/engine/decisions/backoff.ts';
import { Engine } from '../../../runtime/src/engine/engine.ts';
import type {
  FunctionDirectory,
  ServedFunction,
} from '../../../runtime/src/engine/state/function-directory.ts';
import type { DiskFullError } from '../../../runtime/src/journal/journal.ts';
import { MemoryJournal } from '../../../runtime/src/journal/memory-journal.ts';
import { readAnswer } from '../../../runtime/src/sdk-protocol/response.ts';
import type { Fetcher } from '../../../runtime/src/transport/fetcher.ts';
import type { Sender, SendResult } from '../../../runtime/src/transport/sender.ts';
import { FakeClock } from '../fake-clock.ts';
import type { RawAnswer, RawRequest } from './raw-app.ts';

export type Script = (request: RawRequest) => RawAnswer | 'unreachable' | Promise<RawAnswer | 'unreachable'>;

export interface ScriptedOptions {
  script: Script;
  journal?: MemoryJournal;
  clock?: FakeClock;
  /** What the engine asks instead, e.g. a clock that can be moved. */
  engineClock?: Clock;
  backoff?: Backoff;
  functions?: Partial<ServedFunction>[];
  gateway?: Fetcher;
  onFatal?: (error: unknown) => void;
  /** See `EngineOptions`. */
  onDiskFull?: (error: DiskFullError | null, retry: () => void) => void;
}

export interface ScriptedEngine {
  engine: Engine;
  clock: FakeClock;
  journal: MemoryJournal;
  /** Requests that were sent, oldest first. */
  requests: RawRequest[];
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  send(name: string, data?: Record<string, unknown>, more?: Partial<EventRecord>): Promise<void>;
  /** Runs, oldest first. */
  runs(): RunProgress[];
}

export function scriptedEngine(options: ScriptedOptions): ScriptedEngine {
  const clock = options.clock ?? new FakeClock();
  const journal = options.journal ?? new MemoryJournal();
  const requests: RawRequest[] = [];
  const engine = new Engine({
    journal,
    clock: options.engineClock ?? clock,
    directory: directoryOf((options.functions ?? [{}]).map(servedFunction)),
    sender: scriptedSender(options.script, requests),
    ...(options.gateway ? { fetcher: options.gateway } : {}),
    backoff: options.backoff ?? { kind: 'short' },
    random: () => 0.5,
    ...(options.onDiskFull ? { onDiskFull: options.onDiskFull } : {}),
    onFatal:
      options.onFatal ??
      ((error) => {
        throw error;
      }),
  });
  engine.start();
  const settle = async () => {
    for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    engine,
    clock,
    journal,
    requests,
    settle,
    async send(name, data = {}, more = {}) {
      const internalId = engine.newId();
      const { now } = engine;
      engine.intake.receive(
        [{ internalId, id: internalId, name, data, user: {}, ts: now, receivedAt: now, ...more }],
        'api',
      );
      await settle();
    },
    runs: () =>
      journal
        .listRuns({ limit: 1000 })
        .reverse()
        .map((runId) => progressOf(journal.entriesOf(runId))),
  };
}

export function servedFunction(more: Partial<ServedFunction> = {}): ServedFunction {
  const id = more.id ?? 'app-import';
  return {
    id,
    name: id,
    appId: 'app',
    sdk: 'js:v4.24.0',
    sdkMajor: 4,
    url: `http://app.test/api/inngest?fnId=${id}&stepId=step`,
    triggers: [{ event: 'list.uploaded' }],
    maxAttempts: 5,
    source: 'running',
    targetsThisRuntime: false,
    config: {},
    ...more,
  };
}

function progressOf(entries: JournalEntry[]): RunProgress {
  let progress: RunProgress | null = null;
  for (const entry of entries) progress = applyEntry(progress, entry);
  return progress!;
}

function directoryOf(functions: ServedFunction[]): FunctionDirectory {
  return {
    find: (id) => functions.find((fn) => fn.id === id) ?? null,
    all: () => functions,
    ensureReady: async () => {},
    onChange: () => () => {},
  };
}

function scriptedSender(script: Script, requests: RawRequest[]): Sender {
  return {
    async send({ url, body }): Promise<SendResult> {
      const { searchParams } = new URL(url);
      const target = searchParams.get('stepId');
      const request: RawRequest = {
        ...JSON.parse(body),
        functionId: searchParams.get('fnId') ?? '',
        target: target === 'step' ? null : target,
      };
      requests.push(request);
      const answer = await script(request);
      if (answer === 'unreachable') return { kind: 'unreachable', message: 'Nothing answers.' };
      const headers = {
        'x-inngest-sdk': 'inngest-js:v4.24.0',
        'x-inngest-req-version': '2',
        ...answer.headers,
      };
      return { kind: 'answered', answer: readAnswer(answer.status, headers, JSON.stringify(answer.body)) };
    },
    close: async () => {},
  };
}

export const ops = (...list: object[]): RawAnswer => ({ status: 206, body: list });
export const result = (body: unknown): RawAnswer => ({ status: 200, body });
export const failure = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
): RawAnswer => ({
  status,
  body: { name: 'Error', message, __serialized: true },
  headers,
});
export const ran = (id: string, data: unknown = id) => ({
  op: 'StepRun',
  id,
  name: id,
  userland: { id },
  data,
});
export const planned = (id: string, opts = {}) => ({
  op: 'StepPlanned',
  id,
  name: id,
  userland: { id },
  opts,
});
export const stepError = (id: string, message = 'no answer') => ({
  op: 'StepError',
  id,
  name: id,
  userland: { id },
  error: { name: 'Error', message },
});
export const slept = (id: string, duration: string, opts = {}) => ({
  op: 'Sleep',
  id,
  name: duration,
  userland: { id },
  opts,
});
export const waits = (id: string, event: string, timeout: string, condition?: string) => ({
  op: 'WaitForEvent',
  id,
  name: event,
  userland: { id },
  opts: { timeout, ...(condition ? { if: condition } : {}) },
});
