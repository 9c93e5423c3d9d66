/** A save while a step is at work. */
import { afterEach, expect, test } from 'vitest';
import { AppRegistry } from '../../../runtime/src/apps/app-registry.ts';
import { type HostedWorkspace, hostWorkspace } from '../../support/runtime/hosted-workspace.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

let workspace: HostedWorkspace;
let harness: RuntimeHarness;
afterEach(async () => {
  await harness.stop();
  await workspace.stop();
});

/** A function whose only step may be tried once. */
const source = (result: string) => `
  import { Inngest } from 'inngest';
  export const pay = new Inngest({ id: 'shop' }).createFunction(
    { id: 'pay', triggers: { event: 'shop/paid' }, retries: 0 },
    async ({ step }) => step.run('work', async () => { console.log('at work'); return ${result}; }));
`;

test('a step that the old code does not finish is returned, and does not count as an attempt', async () => {
  const never = 'new Promise(() => setInterval(() => {}, 1_000))';
  workspace = await hostWorkspace({ 'functions.ts': source(never) }, { start: false });
  harness = await runRuntime({
    createApps: ({ clock, origin, dataFolder: cacheFolder }) => {
      const log = () => {};
      const options = { clock, serverOrigin: origin, cacheFolder, discovery: false, apps: [], log };
      return new AppRegistry({ ...options, drainWithin: 100 });
    },
  });
  const { runtime, client, runs } = harness;
  await runtime.apps.configureHost({ root: workspace.root, files: ['functions.ts'] });
  await client.sendEvent({ name: 'shop/paid' });
  await waitUntil('the step at work', async () => (await runs()).find(({ logs }) => logs), runs);

  workspace.write('functions.ts', source("'new'"));
  const run = await harness.runThatIs('completed');
  expect(run).toMatchObject({
    output: 'new',
    failures: [],
    steps: [{ status: 'completed', attempt: 0, failures: [] }],
  });
  expect(run.logs?.map(({ text }) => text)).toEqual(['at work', 'at work']);
});
