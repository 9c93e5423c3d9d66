/** The clock and the explanations over the control interface, and as a person calls them in a terminal. */
import { afterEach, expect, test } from 'vitest';
import { runClockCommand, runWhyCommand } from '../../../../runtime/src/cli.ts';
import { runRuntime, temporaryFolder } from '../../../support/runtime/runtime-harness.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function running() {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  const harness = await runRuntime({ dataFolder: path });
  cleanups.push(harness.stop);
  const terminal = async (run: typeof runClockCommand, ...args: string[]) => {
    let printed = '';
    const print = (text: string) => {
      printed += text;
    };
    const io = { out: print, error: print, cwd: path, env: { STEPLIGHT_DATA: path } };
    return { code: await run(args, { ...io, signal: new AbortController().signal }), printed };
  };
  return { ...harness, terminal };
}

test('the clock is paused, advanced and resumed', async () => {
  const { client, terminal } = await running();
  const before = await client.setClock({ action: 'pause' });
  expect(before.clock).toMatchObject({ paused: true, nextDue: null });
  const { now, arrived } = await client.setClock({ action: 'advance', by: 86_400_000 });
  expect([now - before.now, arrived]).toEqual([86_400_000, true]);
  const shown = await terminal(runClockCommand, 'show');
  expect(shown).toEqual({
    code: 0,
    printed: expect.stringMatching(/^20\S+Z, paused, (1d|23h 59m) ahead\nNo timers are pending\.\n$/),
  });
  await terminal(runClockCommand, 'resume');
  expect((await client.status()).clock.paused).toBe(false);
  expect((await terminal(runClockCommand, 'advance', 'soon')).printed).toBe(
    'Specify a duration such as 90s, 2h or 7d.\n',
  );
  await expect(client.setClock({ action: 'advance', by: -1 })).rejects.toMatchObject({ code: 'bad-request' });
});

test('the outcome of an event is explained', async () => {
  const { client, terminal } = await running();
  const { event } = await client.sendEvent({ name: 'list.uploaded' });
  expect(await terminal(runWhyCommand, event.internalId)).toEqual({
    code: 0,
    printed: `list.uploaded ${event.internalId}\n  triggers no function\n`,
  });
  expect(await terminal(runWhyCommand, 'nothing')).toEqual({
    code: 1,
    printed: 'No run or event "nothing" found.\n',
  });
});
