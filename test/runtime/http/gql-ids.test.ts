/** Ids in GraphQL that lead from a run to what it belongs to. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawApp, serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { ops, result } from '../../support/runtime/scripted-engine.ts';

const call = {
  op: 'InvokeFunction',
  id: 'call',
  name: 'call',
  opts: { function_id: 'raw-callee', payload: {} },
};

let harness: RuntimeHarness;
let app: RawApp;
beforeAll(async () => {
  harness = await runRuntime();
  app = await serveRawApp(
    harness.runtime.origin,
    [
      { id: 'raw-batch', event: 'list.uploaded', options: { batchEvents: { maxSize: 2, timeout: '1h' } } },
      { id: 'raw-caller', event: 'list.reviewed' },
      { id: 'raw-callee', event: 'never' },
    ],
    ({ functionId, steps }) =>
      functionId === 'raw-caller' && steps.call === undefined ? ops(call) : result('done'),
  );
});
afterAll(async () => {
  await harness.stop();
  await app.stop();
});

/** The run's fields, once it has completed. */
async function ask(functionId: string, query: (runId: string) => string) {
  const { runId } = await harness.runThatIs('completed', functionId);
  const response = await fetch(`${harness.runtime.origin}/v0/gql`, {
    method: 'POST',
    body: JSON.stringify({ query: query(runId) }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  expect(errors).toBe(undefined);
  return data;
}

test('a run of a batch tells the batch, another has none', async () => {
  const trigger = (runId: string) => `{ runTrigger(runID: "${runId}") { isBatch batchID } }`;
  await harness.client.sendEvent({ name: 'list.uploaded' });
  await harness.client.sendEvent({ name: 'list.uploaded' });
  expect(await ask('raw-batch', trigger)).toEqual({
    runTrigger: { isBatch: true, batchID: expect.stringMatching(/^[0-9A-Z]{26}$/) },
  });
  await harness.client.sendEvent({ name: 'list.reviewed' });
  expect(await ask('raw-caller', trigger)).toEqual({ runTrigger: { isBatch: false, batchID: null } });
});

test('a step that invoked a function tells the event of its end', async () => {
  const data = await ask(
    'raw-caller',
    (runId) =>
      `{ run(runID: "${runId}") { trace { childrenSpans { name stepInfo { ... on InvokeStepInfo { runID returnEventID } } } } } }`,
  );
  const { childrenSpans } = (data.run as { trace: { childrenSpans: { stepInfo: Record<string, string> }[] } })
    .trace;
  const { runID, returnEventID } = childrenSpans[0]!.stepInfo;
  const response = await fetch(`${harness.runtime.origin}/v1/events/${returnEventID}`);
  expect(await response.json()).toMatchObject({
    data: { name: 'inngest/function.finished', data: { run_id: runID } },
  });
});
