/** Starting, repeating and ending runs from a terminal. */
import { expect, onTestFinished, test } from 'vitest';
import { runInvokeCommand, runRunsCommand, runWhyCommand } from '../../../runtime/src/cli.ts';
import { serveRawApp } from '../../support/runtime/raw-app.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { ops, ran, result, type Script, waits } from '../../support/runtime/scripted-engine.ts';

/** `import` runs two steps; `review` waits for a week. */
const script: Script = ({ functionId, steps, event }) => {
  if (functionId === 'app-review') return ops(waits('review', 'list.reviewed', '7d'));
  if (!('one' in steps)) return ops({ ...ran('one', event.data.n ?? 1), opts: { input: [1] } });
  if ('data' in ((steps.two ?? {}) as object)) return result(steps);
  return ops(ran('two', steps));
};

async function terminal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const harness = await runRuntime({ dataFolder: path });
  onTestFinished(harness.stop);
  const app = await serveRawApp(
    harness.runtime.origin,
    [
      { id: 'app-import', event: 'list.uploaded' },
      { id: 'app-review', event: 'list.checked' },
    ],
    async (request) => {
      const answer = await script(request);
      if (answer === 'unreachable') throw new Error('scripts of this test answer');
      return answer;
    },
  );
  onTestFinished(app.stop);
  const command = async (run: typeof runRunsCommand, ...args: string[]) => {
    let printed = '';
    const print = (text: string) => {
      printed += text;
    };
    const io = { out: print, error: print, cwd: path, env: { STEPLIGHT_DATA: path } };
    const code = await run(args, { ...io, signal: new AbortController().signal });
    return { code, lines: withoutIds(printed).trimEnd().split('\n') };
  };
  return {
    ...harness,
    invoke: (...args: string[]) => command(runInvokeCommand, ...args),
    why: (...args: string[]) => command(runWhyCommand, ...args),
    runsCommand: (...args: string[]) => command(runRunsCommand, ...args),
  };
}

function withoutIds(text: string): string {
  return text.replaceAll(/\b[0-9A-Z]{26}\b/g, 'ID').replaceAll(/\b\d+(\.\d+)?m?s\b/g, 'T');
}

test('a function is started regardless of its triggers, by its ID with or without the app ID', async () => {
  const { invoke, runs } = await terminal();
  expect(await invoke('import', '--data', '{"n":5}', '--wait')).toEqual({
    code: 0,
    lines: [
      '▷ app-import  ID',
      '  ✓ one  5',
      '  ✓ two  {"one":{"data":5}}',
      '● completed in T  {"one":{"data":5},"two":{"data":{"one":{"data":5}}}}',
    ],
  });
  expect((await invoke('app-import')).lines).toEqual(['ID', 'started app-import  ID']);
  expect((await runs()).map(({ eventName }) => eventName)).toEqual([
    'inngest/function.invoked',
    'inngest/function.invoked',
  ]);
  expect(await invoke('export')).toEqual({
    code: 1,
    lines: ['Function "export" not found. Is its app running?'],
  });
  expect(await invoke()).toEqual({
    code: 2,
    lines: ['Usage: steplight invoke FUNCTION. See `steplight invoke --help`.'],
  });
});

test('a run is rerun from a step, with a different result of an earlier one', async () => {
  const { client, runThatIs, runsCommand } = await terminal();
  await client.sendEvent({ name: 'list.uploaded', data: {} });
  const first = await runThatIs('completed');
  expect((await runsCommand('rerun', 'last', '--from', 'two', '--output', 'one=9')).code).toBe(0);
  await expect.poll(async () => (await client.listRuns({ status: 'completed' })).runs.length).toBe(2);
  expect((await runsCommand('show', 'last')).lines).toEqual([
    'app-import  ID',
    '  completed after T, queued T ago by list.uploaded',
    '  rerun of ID from step "two"',
    '  ✓ one  (edited)  9',
    '  ✓ two  {"one":{"data":9}}',
    '  output: {"one":{"data":9},"two":{"data":{"one":{"data":9}}}}',
  ]);
  const rerun = (...args: string[]) => runsCommand('rerun', first.runId, ...args);
  expect(await rerun('--from', 'three')).toEqual({
    code: 1,
    lines: ['The run has no step "three". Its steps: "one", "two".'],
  });
  expect(await rerun('--from', 'one', '--from-failure')).toEqual({
    code: 2,
    lines: ['--from and --from-failure cannot be combined.'],
  });
  expect((await rerun('--output', 'one')).lines).toEqual(['--output must be STEP=JSON, such as price=20.']);
  expect((await rerun('--from', 'one', '--input', '{')).lines).toEqual([
    expect.stringMatching(/^--input must be valid JSON: /),
  ]);
});

test('many runs are cancelled at once, after confirmation', async () => {
  const { client, runsCommand } = await terminal();
  for (let at = 0; at < 3; at++) await client.sendEvent({ name: 'list.checked', data: {} });
  await client.sendEvent({ name: 'list.uploaded', data: {} });
  const count = async (status: 'waiting' | 'completed' | 'cancelled') =>
    (await client.listRuns({ status })).runs.length;
  await expect.poll(async () => [await count('waiting'), await count('completed')]).toEqual([3, 1]);
  const cancel = (...args: string[]) => runsCommand('cancel', ...args);
  expect(await cancel('--function', 'app-review', '--status', 'waiting')).toEqual({
    code: 1,
    lines: [
      ...Array(3).fill('ID  waiting  T ago  app-review  list.checked'),
      'This would cancel 3 runs and cannot be undone. Pass --yes to confirm.',
    ],
  });
  expect(await count('cancelled')).toBe(0);
  expect(await cancel('--status', 'sleeping')).toEqual({ code: 1, lines: ['No active runs match.'] });
  expect((await cancel('--function', 'app-review', '--yes')).lines).toEqual(['Cancelled 3 runs.']);
  expect([await count('cancelled'), await count('completed')]).toEqual([3, 1]);
  expect(await cancel()).toEqual({
    code: 2,
    lines: ['Specify a run, or --function ID, --status STATUS, --where EXPRESSION or --all.'],
  });
  expect((await cancel('--status', 'failed')).lines).toEqual([
    '--status must be queued, running, waiting, or sleeping.',
  ]);
  expect((await runsCommand('list', '--status', 'cancelled')).lines).toHaveLength(3);
  await expect(client.cancelRuns({})).rejects.toMatchObject({ code: 'bad-request' });
});

test('runs are listed, cancelled and rerun by what is in them', async () => {
  const { client, runsCommand } = await terminal();
  for (const n of [1, 2, 3]) await client.sendEvent({ name: 'list.uploaded', data: { n } });
  for (const n of [1, 2]) await client.sendEvent({ name: 'list.checked', data: { n } });
  const settled = async () =>
    (await client.listRuns({ status: ['completed', 'waiting'] })).runs.map(({ status }) => status).sort();
  await expect.poll(settled).toEqual([...Array(3).fill('completed'), 'waiting', 'waiting']);
  const list = async (...args: string[]) => (await runsCommand('list', ...args)).lines;
  expect(await list('--where', 'event.data.n >= 2 && output.one.data != null')).toHaveLength(2);
  expect(await list('--event', 'list.checked', '--limit', '1')).toEqual([
    'ID  waiting  T ago  app-review  list.checked',
    'There are older runs. To continue, pass --before ID',
  ]);
  expect(await list('--text', 'nowhere')).toEqual(['No runs match.']);
  expect(await runsCommand('list', '--where', 'output.n = 2')).toEqual({
    code: 2,
    lines: [
      '--where: Unexpected character: = (use == to compare) at character 10 in the expression output.n = 2.',
    ],
  });

  const chosen = ['--where', 'event.data.n == 1', '--function', 'app-review'];
  expect((await runsCommand('cancel', ...chosen)).lines.at(-1)).toBe(
    'This would cancel 1 run and cannot be undone. Pass --yes to confirm.',
  );
  expect((await runsCommand('cancel', ...chosen, '--yes')).lines).toEqual(['Cancelled 1 run.']);
  const rerun = ['rerun', '--function', 'app-import', '--where', 'event.data.n < 3'];
  expect((await runsCommand(...rerun)).lines).toEqual([
    ...Array(2).fill('ID  completed  T ago  app-import  list.uploaded'),
    'This would rerun 2 runs. Pass --yes to confirm.',
  ]);
  expect((await runsCommand(...rerun, '--yes')).lines).toEqual(['Reran 2 runs.']);
  await expect
    .poll(async () =>
      (await client.listRuns({ status: 'completed' })).runs.map(({ rerun }) => Boolean(rerun)),
    )
    .toEqual([true, true, false, false, false]);
  expect((await runsCommand('rerun')).lines).toEqual([
    'Specify a run, or --function ID, --status STATUS or --where EXPRESSION.',
  ]);
});

test('a run is found by its ID among any number of later runs', async () => {
  const { invoke, runs, runsCommand, why, client, stop } = await terminal();
  await invoke('review');
  const { runId } = (await runs())[0]!;
  for (let sent = 0; sent < 1_000; sent += 1) await client.sendEvent({ name: 'list.checked' });
  const [listed] = (await client.listRuns({ limit: 1_000 })).runs.slice(-1);
  expect(listed?.runId).not.toBe(runId);
  const shown = async () => (await runsCommand('show', runId.toLowerCase())).lines[0];
  expect(await shown()).toMatch(/^review|^app-review/);
  expect((await why(runId)).code).toBe(0);
  await stop();
  expect(await shown()).toMatch(/^review|^app-review/);
});
