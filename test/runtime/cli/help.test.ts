import { expect, test } from 'vitest';
import {
  type CommandIo,
  runClockCommand,
  runDevCommand,
  runInvokeCommand,
  runRealtimeCommand,
  runRunsCommand,
  runSendCommand,
  runWhyCommand,
} from '../../../runtime/src/cli.ts';

async function run(command: (args: string[], io: CommandIo) => Promise<number>, ...args: string[]) {
  const printed = { out: '', error: '' };
  const io: CommandIo = {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    signal: new AbortController().signal,
  };
  return { code: await command(args, io), ...printed };
}

test.each([
  ['clock', runClockCommand],
  ['dev', runDevCommand],
  ['invoke', runInvokeCommand],
  ['realtime', runRealtimeCommand],
  ['runs', runRunsCommand],
  ['send', runSendCommand],
  ['why', runWhyCommand],
])('%s --help shows how it is used, in lines of at most 120 characters', async (name, command) => {
  const { code, out, error } = await run(command, '--help');
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^Usage: steplight ${name} .*\\n`));
  expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
});

test.each([
  [runRunsCommand, ['--limit', '0'], '--limit must be a positive integer.'],
  [runRunsCommand, ['list', '--status', 'done'], /^--status must be queued, running, .* or skipped\.$/],
  [runRunsCommand, ['dance'], 'Unknown command "dance". See `steplight runs --help`.'],
  [
    runDevCommand,
    ['--allow-origin', 'here'],
    '--allow-origin must be an origin such as https://app.example.',
  ],
  [
    runDevCommand,
    ['--allow-host', 'http://a:1'],
    '--allow-host must be a host name such as host.docker.internal.',
  ],
  [runDevCommand, ['--port', '70000'], '--port must be a port number from 0 to 65535.'],
  [runSendCommand, ['a', '--data', '[1]'], `--data must be a JSON object such as '{"id":"u1"}'.`],
])('a wrong command line is a usage error (%#)', async (command, args, expected) => {
  const { code, error } = await run(command, ...args);
  expect(code).toBe(2);
  expect(error.trimEnd()).toMatch(expected);
});
