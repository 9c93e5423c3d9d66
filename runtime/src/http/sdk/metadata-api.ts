/** Metadata and scores that apps and API clients attach to runs and steps (protocol 2.11). */

import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Metadata, MetadataScope, MetadataUpdate } from '../../contract/metadata.ts';
import { updateMetadata } from '../../contract/metadata.ts';
import type { RunProgress } from '../../contract/progress.ts';
import { recordOf } from '../../contract/records.ts';
import { readUpdate } from '../../sdk-protocol/metadata.ts';
import { readScores, type Score } from '../../sdk-protocol/scores.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';
import { readJson } from './sdk-api.ts';

/** Limits of one kind's values, and of everything attached to a run. */
const maxKindBytes = 64 * 1024;
const maxRunBytes = 1024 * 1024;

export function addMetadataApi(app: Hono, services: Services): void {
  app.post('/v1/runs/:id/metadata', async (context) => {
    const run = progressOf(services, context.req.param('id'));
    if (!run) return context.json({ error: 'Unable to find metadata target', status: 404 }, 404);
    const body = recordOf(await readJson(context));
    const target = readTarget(recordOf(body.target), run);
    if (typeof target === 'string') return invalid(context, target);
    const updates = Array.isArray(body.metadata)
      ? body.metadata.map((each) => readUpdate({ ...recordOf(each), scope: target.scope }, target.scope))
      : [];
    if (updates.length === 0 || updates.some((update) => update === null))
      return invalid(context, '"metadata" must be a list of updates, each with kind, op and values');
    const problem = await attach(services, run, target.hashedId, updates as MetadataUpdate[]);
    return problem
      ? context.json({ error: problem, status: 413 }, 413)
      : context.body(null, 200, { 'content-type': 'application/json' });
  });

  for (const prefix of ['/v2', '/api/v2']) {
    app.post(`${prefix}/runs/:id/scores`, async (context) => {
      const run = progressOf(services, context.req.param('id'));
      if (!run) return failed(context, 404, 'not_found', 'Run not found');
      const scores = readScores(await readJson(context));
      if (typeof scores === 'string') return failed(context, 400, 'invalid_field_format', scores);
      const problem = await attachScores(services, run, scores);
      if (problem) return failed(context, 413, 'validation_error', problem);
      return context.json({
        data: scores.map(({ updates: _, ...score }) => ({ runId: run.runId, ...score })),
        metadata: { fetchedAt: new Date(services.engine.now).toISOString(), cachedUntil: null },
      });
    });
  }
}

async function attachScores(
  services: Services,
  run: RunProgress,
  scores: readonly Score[],
): Promise<string | null> {
  for (const { stepId, updates } of scores) {
    const scope = stepId === undefined ? 'run' : 'step';
    const hashedId = stepId === undefined ? null : hashedIdOf(run, stepId, 0);
    const problem = await attach(
      services,
      run,
      hashedId,
      updates.map((update) => ({ ...update, scope })),
    );
    if (problem) return problem;
  }
  return null;
}

/** Resolves once the updates are durable; to an error when they exceed a limit. */
async function attach(
  services: Services,
  run: RunProgress,
  hashedId: string | null,
  updates: MetadataUpdate[],
): Promise<string | null> {
  const known = hashedId === null ? run.metadata : metadataOfStep(run, hashedId);
  const after = updateMetadata(known ?? [], updates, services.engine.now);
  if (after.some((each) => sizeOf(each.values) > maxKindBytes))
    return 'Metadata span exceeds maximum size of 64KB';
  const grown = sizeOf(after) - sizeOf(known ?? []);
  if (
    grown > 0 &&
    sizeOf([run.metadata, run.earlyMetadata, run.steps.map(({ metadata }) => metadata)]) + grown > maxRunBytes
  )
    return 'Cumulative metadata size exceeds limit';
  services.engine.record([{ kind: 'metadata-updated', runId: run.runId, hashedId, updates }]);
  await services.engine.durable();
  return null;
}

interface Target {
  /** Null: the run itself. */
  hashedId: string | null;
  scope: MetadataScope;
}

/** A string says what is wrong. */
function readTarget(target: Record<string, unknown>, run: RunProgress): Target | string {
  const { step_id: stepId, step_index: index, step_attempt: attempt, span_id: spanId } = target;
  if (stepId === undefined || stepId === null) {
    const stray = Object.entries({ step_index: index, step_attempt: attempt, span_id: spanId }).find(
      ([, value]) => value !== undefined && value !== null,
    );
    return stray
      ? `target.step_id must be defined if target.${stray[0]} is defined`
      : { hashedId: null, scope: 'run' };
  }
  if (typeof stepId !== 'string') return 'target.step_id must be a string';
  const scope = typeof attempt === 'number' && typeof spanId === 'string' ? 'extended_trace' : 'step';
  return { hashedId: hashedIdOf(run, stepId, typeof index === 'number' ? index : 0), scope };
}

/** A step that is scored by its own code is not reported yet. Its id is computed as SDK 3 and 4 do (protocol 2.4). */
function hashedIdOf(run: RunProgress, id: string, index: number): string {
  const known = run.steps.find(
    ({ step }) => step.userland?.id === id && (step.userland.index ?? 0) === index,
  );
  if (known) return known.step.hashedId;
  return createHash('sha1')
    .update(index === 0 ? id : `${id}:${index}`)
    .digest('hex');
}

function metadataOfStep(run: RunProgress, hashedId: string): Metadata[] | undefined {
  return run.steps.find(({ step }) => step.hashedId === hashedId)?.metadata ?? run.earlyMetadata?.[hashedId];
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function invalid(context: Context, reason: string) {
  return context.json({ error: `Invalid metadata target: ${reason}`, status: 400 }, 400);
}

function failed(context: Context, status: 400 | 404 | 413, code: string, message: string) {
  return context.json({ errors: [{ code, message }] }, status);
}
