/** Reruns a run, for every HTTP API that offers it. */
import type { ApiErrorCode } from '../contract/api.ts';
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
  if (!run) return { refusal: { code: 'run-not-found', message: `Run ${runId} not found.` } };
  const entries = journal.entriesOf(runId);
  const [first] = entries;
  if (first?.kind === 'run-queued' && first.endpoint) {
    const message = `${run.functionName} is an endpoint. To run it again, send it a request.`;
    return { refusal: { code: 'cannot-rerun', message } };
  }
  await apps.ensureReady({ functionId: run.functionId });
  const fn = apps.find(run.functionId);
  if (!fn) {
    const message = `No app serves ${run.functionId}. Start its app and try again.`;
    return { refusal: { code: 'app-not-found', message } };
  }
  const events = run.eventIds.map((id) => journal.event(id)).filter((event) => event !== null);
  const answer = engine.rerun(fn, { entries, events }, request);
  await engine.durable();
  return answer;
}
