/** Looking at a run from a terminal: as it is, as it was, and while it goes on. */
import { expect, onTestFinished, test } from 'vitest';
import { runRunsCommand } from '../../../runtime/src/cli.ts';
import { serveRawApp } from '../../support/runtime/raw-app.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { ops, ran, result, type Script, waits } from '../../support/runtime/scripted-engine.ts';

const script: Script = ({ steps }) => {
  if (!('one' in steps)) return ops(ran('one', 1));
  if (!('review' in steps)) return ops(waits('review', 'list.reviewed', '7d'));
  return result('done');
};

async function terminal() {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const harness = await runRuntime({ dataFolder: path });
  const app = await serveRawApp(
    harness.runtime.origin,
    [{ id: 'app-review', event: 'list.checked' }],
    async (request) => {
      const answer = await script(request);
      if (answer === 'unreachable') throw new Error('scripts of this test answer');
      return answer;
    },
  );
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await app.stop();
    await harness.stop();
  };
  onTestFinished(stop);
  const show = async (...args: string[]) => {
    let printed = '';
    const print = (text: string) => {
      printed += text;
    };
    const io = { out: print, error: print, cwd: path, env: { STEPLIGHT_DATA: path } };
    const signal = new AbortController().signal;
    const code = await runRunsCommand(['show', ...args], { ...io, signal });
    return { code, printed };
  };
  /** A run that waits. */
  const waiting = async () => {
    await harness.client.sendEvent({ name: 'list.checked', data: {} });
    return harness.runThatIs('waiting');
  };
  return { ...harness, stop, show, waiting };
}

/** Status of the run and of its steps. */
function statesIn(json: string): string {
  const { status, steps } = JSON.parse(json);
  return [status, ...steps.map((each: { status: string }) => each.status)].join(' ');
}

test('a run is shown as it was after an entry, with a running runtime and without', async () => {
  const { client, show, stop, waiting } = await terminal();
  const { runId } = await waiting();
  const { entries } = await client.runJournal(runId);
  const completed = entries.find(({ kind }) => kind === 'step-completed')!;
  const check = async () => {
    expect(statesIn((await show('last', '--at', String(completed.seq), '--json')).printed)).toBe(
      'running completed',
    );
    expect(statesIn((await show('last', '--json')).printed)).toBe('waiting completed waiting');
    expect((await show('last', '--at', String(completed.seq))).printed).toContain(
      `Entry ${entries.indexOf(completed) + 1} of ${entries.length} (${completed.seq}), `,
    );
  };
  await check();
  await stop();
  await check();
});

test('its entries are listed with the numbers that --at takes', async () => {
  const { client, show, waiting } = await terminal();
  const { runId } = await waiting();
  const { entries } = await client.runJournal(runId);
  const lines = (await show('last', '--entries')).printed.trimEnd().split('\n');
  expect(lines.map((line) => line.trim().split('  ')[0])).toEqual(entries.map(({ seq }) => String(seq)));
  expect(lines.find((line) => line.includes('wait-started'))).toMatch(/ {2}list\.reviewed$/);
});

test('a moment before the run, and what is no moment, are refused', async () => {
  const { client, show, waiting } = await terminal();
  const { runId } = await waiting();
  const [first] = (await client.runJournal(runId)).entries;
  expect(await show('last', '--at', '0')).toEqual({
    code: 2,
    printed: `The run starts with entry ${first!.seq}, at ${new Date(first!.at).toISOString()}. See --entries.\n`,
  });
  expect((await show('last', '--at', 'noon')).printed).toBe(
    '--at: must be the number of an entry or a time, such as 10:42:07. "noon" is neither.\n',
  );
  expect((await show('last', '--at', '1', '--follow')).printed).toBe('Pass either --follow or --at.\n');
});

test('following prints the progress from the start to the end', async () => {
  const { client, show, waiting } = await terminal();
  await waiting();
  const followed = show('last', '--follow');
  await client.sendEvent({ name: 'list.reviewed', data: { ok: true } });
  const { code, printed } = await followed;
  expect(code).toBe(0);
  expect(printed).toMatch(/^▷ app-review {2}\w{26}\n {2}✓ one {2}1\n/);
  expect(printed).toMatch(/ ✓ list.reviewed: received list.reviewed .*\n● completed in [^\n]*\n$/);
});

test('following a run that nothing continues prints what happened, and says so', async () => {
  const { show, stop, waiting } = await terminal();
  await waiting();
  await stop();
  const { code, printed } = await show('last', '--follow');
  expect(code).toBe(1);
  expect(printed).toMatch(/ ⏸ list.reviewed: waiting for list.reviewed /);
  expect(printed).toMatch(/The run has not ended, and no runtime is running\. .*\n$/);
});
