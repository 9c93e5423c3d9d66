/** `steplight realtime`, as a person types it. */
import { afterEach, expect, test } from 'vitest';
import { messageLine } from '../../../runtime/src/cli/commands/realtime.ts';
import { runRealtimeCommand } from '../../../runtime/src/cli.ts';
import type { RealtimeMessage } from '../../../runtime/src/contract/realtime.ts';
import { publish } from '../../support/runtime/heard.ts';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function listening(folder: string, ...args: string[]) {
  const printed = { out: '', error: '' };
  const interrupt = new AbortController();
  const done = runRealtimeCommand(args, {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    cwd: folder,
    env: { ...process.env, STEPLIGHT_DATA: folder },
    signal: interrupt.signal,
  });
  return { printed, done, interrupt: () => interrupt.abort() };
}

test('prints what is published to a channel until it is interrupted', async () => {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  const { runtime, stop } = await runRuntime({ dataFolder: path });
  cleanups.push(stop);
  const { printed, done, interrupt } = listening(path, 'user:7');
  const json = listening(path, '--json');
  await waitUntil('a line', async () => {
    await publish(runtime.origin, { channel: 'user:8', topic: 'status' }, '"of another"');
    await publish(runtime.origin, { channel: 'user:7', topic: 'status' }, '{"step":2}');
    return printed.out !== '' && json.printed.out.split('\n').length > 2;
  });
  interrupt();
  json.interrupt();
  expect(await Promise.all([done, json.done])).toEqual([0, 0]);
  expect(new Set(printed.out.split('\n'))).toEqual(new Set(['user:7 status {"step":2}', '']));
  const channels = json.printed.out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as RealtimeMessage).channel);
  expect(new Set(channels)).toEqual(new Set(['user:7', 'user:8']));
});

test('without a runtime, there is nothing to subscribe to', async () => {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  const { printed, done } = listening(path);
  expect(await done).toBe(1);
  expect(printed.error).toBe('No runtime is running for this folder. Start one with `steplight dev`.\n');
});

test.for([
  [{ kind: 'data', data: { step: 2 } }, 'chat tokens {"step":2}'],
  [{ kind: 'data', data: null }, 'chat tokens null'],
  [{ kind: 'datastream-start', data: '3f2a99' }, 'chat tokens ~3f2a started'],
  [{ kind: 'chunk', data: 'Hel', stream_id: '3f2a99' }, 'chat tokens ~3f2a "Hel"'],
  [{ kind: 'datastream-end', data: '3f2a99' }, 'chat tokens ~3f2a ended'],
] as const)('%o is printed as %s', ([message, line]) => {
  const rest = { channel: 'chat', topic: 'tokens', created_at: '', env_id: '' };
  expect(messageLine({ ...rest, ...message })).toBe(line);
});
