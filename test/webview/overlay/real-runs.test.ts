/**
 * Code → graph, the same code run by its real SDK → journal, and the two joined: every step of the journal has its
 * node at every moment, and what the overlay says is running now is what ends next.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { analyse } from '../../../server/src/cli.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Overlay } from '../../../webview/src/overlay/overlay.ts';
import { makeOverlay } from '../../../webview/src/public.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { serveApp } from '../../support/sdk/sdk-app.ts';

const modulesFolder = resolve(import.meta.dirname, '../../../node_modules/.cache');

const cleanups: (() => unknown)[] = [];
// The SDKs talk a lot about keys that nothing local needs.
beforeEach(() => {
  for (const way of ['log', 'warn', 'error'] as const) vi.spyOn(console, way).mockImplementation(() => {});
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  // SDK 3 and 4 keep different things under the same global name.
  Reflect.deleteProperty(globalThis, Symbol.for('inngest:als'));
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** The same workflow in the style of SDK 3 and 4, and in that of 1 and 2. */
const modern = (major: number): string => `
import { Inngest } from 'inngest';
let tries = 0;
export const client = new Inngest({ id: 'real', isDev: true });
export const work = client.createFunction(
  ${major === 4 ? "{ id: 'work', triggers: { event: 'real/started' } }" : "{ id: 'work' }, { event: 'real/started' }"},
  async ({ event, step }) => {
    const list = await step.run('load list', () => ['x', 'y']);
    if (list.length > 9) {
      await step.run('too many', () => null);
      return 'refused';
    }
    const [a, b] = await Promise.all([step.run('left', () => 1), step.run('right', () => 2)]);
    for (const item of list) {
      await step.run(\`handle-\${item}\`, () => item);
      await step.run('count', () => a + b);
    }
    if (event.data.careful) {
      await step.run('check', () => true);
    } else {
      await step.run('flaky', () => {
        tries += 1;
        if (tries === 1) throw new Error('answered 503');
        return tries;
      });
    }
    await step.sleep('pause', '1h');
    const answer = await step.waitForEvent('answer', { event: 'real/answered', timeout: '7 days', match: 'data.id' });
    if (!answer) {
      await step.run('nobody answered', () => null);
      return 'timed out';
    }
    await step.run('thank', () => answer.data.id);
    return 'done';
  },
);
`;

const legacy = (major: number): string =>
  modern(major)
    .replace("{ id: 'real', isDev: true }", "{ name: 'Real' }")
    .replace("{ id: 'work' }", "{ name: 'Work' }")
    .replace("step.sleep('pause', '1h')", "step.sleep('1h')")
    .replace(
      "step.waitForEvent('answer', { event: 'real/answered', ",
      "step.waitForEvent('real/answered', { ",
    );

interface Ran {
  graph: WorkflowGraph;
  journal: JournalEntry[];
  /** Node ids by the label that a reader sees. */
  nodeOf(label: string): string;
}

async function runForReal(major: 1 | 2 | 3 | 4, answer: boolean): Promise<Ran> {
  const source = major >= 3 ? modern(major) : legacy(major);
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  writeFileSync(
    join(folder.path, 'package.json'),
    JSON.stringify({ type: 'module', dependencies: { inngest: `^${major}.0.0` } }),
  );
  writeFileSync(join(folder.path, 'work.js'), source);
  const { functions } = await analyse([folder.path]);
  const graph = functions[0];
  if (!graph || functions.length !== 1) throw new Error(`Expected one function, got ${functions.length}.`);

  // The same lines, where Node finds the SDK of this major; imports may stand at the end.
  const runnable = join(modulesFolder, basename(folder.path), 'work.js');
  mkdirSync(dirname(runnable), { recursive: true });
  cleanups.push(() => rmSync(dirname(runnable), { recursive: true, force: true }));
  writeFileSync(join(dirname(runnable), 'package.json'), '{"type":"module"}');
  const served = major <= 2 ? 'serve(client, [work])' : 'serve({ client, functions: [work] })';
  writeFileSync(
    runnable,
    `${source.replace("'inngest'", `'inngest-sdk${major}'`)}
    import { serve } from 'inngest-sdk${major}/edge${major === 1 ? '.js' : ''}';
    export const handler = ${served};\n`,
  );
  const harness = await runRuntime();
  cleanups.push(harness.stop);
  const origin = `http://127.0.0.1:${harness.runtime.port}`;
  if (major >= 3) vi.stubEnv('INNGEST_DEV', origin);
  else vi.stubEnv('INNGEST_DEVSERVER_URL', origin);
  vi.stubEnv('INNGEST_EVENT_KEY', 'local');
  const module = (await import(/* @vite-ignore */ pathToFileURL(runnable).href)) as {
    handler: Parameters<typeof serveApp>[0];
  };
  const app = await serveApp(module.handler);
  cleanups.push(app.stop);
  await harness.client.addApp({ url: app.url });

  await harness.client.sendEvent({ name: 'real/started', data: { id: 7 } });
  const asleep = await harness.runThatIs('sleeping');
  const nap = asleep.steps.find((step) => step.status === 'sleeping');
  await harness.client.skipStep(asleep.runId, nap?.step.hashedId ?? '');
  const waiting = await harness.runThatIs('waiting');
  await harness.client.sendEvent({ name: 'real/answered', data: { id: 8 } });
  if (answer) await harness.client.sendEvent({ name: 'real/answered', data: { id: 7 } });
  else {
    const wait = waiting.steps.find((step) => step.status === 'waiting');
    await harness.client.skipStep(waiting.runId, wait?.step.hashedId ?? '');
  }
  const ended = await harness.runThatIs('completed');
  const { entries } = await harness.client.runJournal(ended.runId);
  const nodeOf = (label: string): string => {
    const node = graph.nodes.find((one) => one.label === label || one.step?.event === label);
    if (!node) throw new Error(`No node "${label}" among ${graph.nodes.map((one) => one.label).join(', ')}.`);
    return node.id;
  };
  return { graph, journal: entries, nodeOf };
}

/** The overlay after each entry of the journal. */
function film({ graph, journal }: Ran): { entry: JournalEntry; overlay: Overlay; progress: RunProgress }[] {
  const frames: { entry: JournalEntry; overlay: Overlay; progress: RunProgress }[] = [];
  let progress: RunProgress | null = null;
  for (const entry of journal) {
    progress = applyEntry(progress, entry);
    if (progress) frames.push({ entry, progress, overlay: makeOverlay(graph, progress) });
  }
  return frames;
}

/** Hashed ids that an entry says have ended. */
function endedBy(entry: JournalEntry): string | null {
  return entry.kind === 'step-completed' || entry.kind === 'step-failed' ? entry.step.hashedId : null;
}

test.each([1, 2, 3, 4] as const)('SDK %d: answered', async (major) => {
  const ran = await runForReal(major, true);
  const frames = film(ran);
  const last = frames.at(-1)!.overlay;
  const states = (labels: string[]): string[] =>
    labels.map((label) => {
      const state = last.nodes[ran.nodeOf(label)];
      return state ? `${label} ${state.status} ${state.done}` : `${label} untouched`;
    });

  expect(frames.flatMap(({ overlay }) => overlay.unmatchedSteps)).toEqual([]);
  expect(
    states([
      'load list',
      'too many',
      'left',
      'right',
      'count',
      'check',
      'flaky',
      'real/answered',
      'nobody answered',
      'thank',
    ]),
  ).toEqual([
    'load list completed 1',
    'too many untouched',
    'left completed 1',
    'right completed 1',
    'count completed 2',
    'check untouched',
    'flaky completed 1',
    'real/answered completed 1',
    'nobody answered untouched',
    'thank completed 1',
  ]);
  expect(last.nodes[ran.nodeOf('real/answered')]?.wait?.nearMisses).toBe(1);

  // What is said about a decision is what the run did, from the first entry on.
  const facts = [{ source: 'list.length', value: '2', node: ran.nodeOf('load list') }];
  const said = { [ran.nodeOf('list.length > 9')]: { outcome: 'false', facts } };
  expect(last.decisions).toEqual(said);
  for (const { overlay } of frames) expect([said, {}]).toContainEqual(overlay.decisions);

  // The failed attempt is on the node whose code threw, whether the SDK says so or only the stack does.
  const retrying = frames.flatMap(({ overlay }) =>
    Object.entries(overlay.nodes).flatMap(([id, state]) =>
      state.status === 'retrying' ? [`${id}: ${state.error?.message}`] : [],
    ),
  );
  expect([...new Set(retrying)]).toEqual([`${ran.nodeOf('flaky')}: answered 503`]);
});

test.each([1, 4] as const)('SDK %d: no review arrived', async (major) => {
  const ran = await runForReal(major, false);
  const last = film(ran).at(-1)!.overlay;
  expect(last.nodes[ran.nodeOf('real/answered')]?.status).toBe('timed-out');
  expect(last.nodes[ran.nodeOf('nobody answered')]?.status).toBe('completed');
  const timeout = ran.graph.edges.find((edge) => edge.kind === 'timeout');
  expect(last.takenEdges).toContain(timeout?.id);
});

test.each([1, 4] as const)('SDK %d: what is said to be running ends next', async (major) => {
  const ran = await runForReal(major, true);
  const frames = film(ran);
  const all = frames.at(-1)!.overlay.nodes;
  const nodeOfStep = (hashedId: string): string | undefined =>
    Object.keys(all).find((id) => all[id]?.steps.includes(hashedId));
  let checked = 0;
  for (const [at, { overlay }] of frames.entries()) {
    const running = Object.keys(overlay.nodes).filter((id) => overlay.nodes[id]?.status === 'running');
    if (running.length === 0) continue;
    const next = frames.slice(at + 1).find(({ entry }) => endedBy(entry) !== null);
    const node = next && nodeOfStep(endedBy(next.entry)!);
    if (!node) continue;
    const failsFirst = frames
      .slice(at + 1)
      .find(({ entry }) => /attempt-failed|step-completed/.test(entry.kind));
    if (failsFirst && /attempt-failed/.test(failsFirst.entry.kind)) continue;
    checked += 1;
    expect(running, `after entry ${at} (${frames[at]?.entry.kind})`).toContain(node);
  }
  expect(checked).toBeGreaterThan(2);
});
