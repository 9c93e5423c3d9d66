/** Reruns a run, for every HTTP API that offers it. */
import type { ApiErrorCode, RerunBody } from '../contract/api.ts';
import type { RerunRequest } from '../engine/decisions/decide-rerun.ts';
import type { Services } from './services.ts';
import { progressOf } from './views/run-progress.ts';

export type RerunAnswer = { runId: string } | { refusal: { code: ApiErrorCode; message: string } };

/** Resolves when the new run is durable. */
export async function rerunRun(
  services: Services,
  runId: string,
  request: RerunRequest = {},
): Promise<RerunAnswer> {
  const { engine, journal, apps } = services;
  const run = progressOf(services, runId);
  if (!run) return { refusal: { code: 'run-not-found', message: `There is no run ${runId}.` } };
  const entries = journal.entriesOf(runId);
  const [first] = entries;
  if (first?.kind === 'run-queued' && first.endpoint) {
    const message = `${run.functionName} is an endpoint: a request to it starts it again.`;
    return { refusal: { code: 'cannot-rerun', message } };
  }
  await apps.ensureReady();
  const fn = apps.find(run.functionId);
  if (!fn) {
    const message = `Nothing serves ${run.functionId}. Start its app again.`;
    return { refusal: { code: 'app-not-found', message } };
  }
  const events = run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
  const answer = engine.rerun(fn, { entries, events }, request);
  await engine.durable();
  return answer;
}

/** The body of `POST /steplight/runs/:id/rerun`; an empty one asks for the whole run. */
export function readRerun(body: unknown): RerunRequest | { problem: string } {
  if (body === undefined || body === null) return {};
  const { from, input, outputs } = body as Partial<Record<keyof RerunBody, unknown>>;
  if (input !== undefined && !Array.isArray(input))
    return { problem: '"input" must be an array: the arguments of the step.' };
  if (outputs !== undefined && !isRecord(outputs))
    return { problem: '"outputs" must be an object: results by step.' };
  const start = readFrom(from);
  if (start === null)
    return { problem: '"from" must be "start", "failure" or { "step": … } with an id or a name.' };
  return {
    ...(start === undefined ? {} : { from: start }),
    ...(input === undefined ? {} : { input }),
    ...(outputs === undefined ? {} : { outputs }),
  };
}

/** Null when it is something else. */
function readFrom(value: unknown): RerunRequest['from'] | null {
  if (value === undefined || value === 'start' || value === 'failure') return value;
  if (!isRecord(value) || typeof value.step !== 'string' || value.step === '') return null;
  return { step: value.step };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
