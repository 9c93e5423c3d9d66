/** The terminal's commands, as a person types them, on the sample that ships with the project. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runRunsCommand, runSendCommand, runWhyCommand } from '../../../runtime/src/cli.ts';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { shellQuoted } from '../../../runtime/src/contract/shell-word.ts';
import { shortJson } from '../../../runtime/src/text/shorten.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

const repository = resolve(import.meta.dirname, '../../..');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A project with functions of SDK 4, and a terminal in it. @param files are added to the project. */
function terminal(files: Record<string, string> = {}) {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  const project = join(path, 'project');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(join(repository, 'node_modules/inngest-sdk4'), join(project, 'node_modules/inngest'));
  cpSync(join(repository, 'test/fixtures/cli-project'), project, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const env = { ...process.env, STEPLIGHT_DATA: join(path, 'data') };
  const command = (run: typeof runSendCommand, args: string[], signal = new AbortController().signal) => {
    const printed = { out: '', error: '' };
    const io = {
      out: (text: string) => {
        printed.out += text;
      },
      error: (text: string) => {
        printed.error += text;
      },
      cwd: project,
      env,
      signal,
    };
    return { printed, done: run(args, io).then((code) => ({ code, ...printed })) };
  };
  return {
    send: (...args: string[]) => command(runSendCommand, args),
    sendUntil: (signal: AbortSignal, ...args: string[]) => command(runSendCommand, args, signal),
    runs: (...args: string[]) => command(runRunsCommand, args).done,
    why: (...args: string[]) => command(runWhyCommand, args).done,
  };
}

test('without a runtime, send runs the functions found here and follows the run to its end', async () => {
  const { send, runs } = terminal();
  const sending = send('list.uploaded', '--data', '{"id":"u1"}', '--wait');
  await waitUntil(
    'the wait',
    () => sending.printed.out.includes('waiting for list.reviewed'),
    () => sending.printed,
    40_000,
  );
  expect(sending.printed.out).toContain(`steplight send list.reviewed --data '{"id":"u1"}'`);

  // The second terminal finds the runtime of the first.
  expect(await send('list.reviewed', '--data', '{"id":"u2"}').done).toMatchObject({
    code: 0,
    error: 'list.reviewed was received, but did not match 1 waiting run. See `steplight why`.\n',
  });
  const review = await send('list.reviewed', '--data', '{"id":"u1","ok":true}', '--wait').done;
  expect(review).toMatchObject({ code: 0 });
  const { code, out } = await sending.done;
  expect(code).toBe(0);
  // What the function itself printed.
  const own = out.replaceAll(/^ {4}\| .*\n/gm, '');
  expect(own.replaceAll(/\d+(\.\d+)?m?s/g, 'T').replaceAll(/[0-9A-Z]{26}/g, 'ID')).toBe(
    [
      '▷ Import list  ID',
      '  ✓ validate  T  {"rows":3}',
      '  ✗ enrich: no answer; retrying in T (attempt 2 of 5)',
      '  ✓ enrich  T  "enriched"',
      '  ⏸ review: waiting for list.reviewed (times out in 6d 23h)',
      `      steplight send list.reviewed --data '{"id":"u1"}'`,
      '      steplight runs skip ID review    # time out now',
      '    no match: got "u2", waits for "u1"',
      '  ✓ review: received list.reviewed  {"id":"u1","ok":true}',
      '● completed in T  {"rows":3,"ok":true}',
      '',
    ]
      .join('\n')
      .replace('6d 23h', out.includes('in 7d)') ? '7d' : '6d 23h'),
  );

  // Looking needs no runtime.
  expect((await runs()).out).toMatch(
    /^[0-9A-Z]{26} {2}completed {2}.* ago {2}Import list {2}list\.uploaded\n$/,
  );
  const shown = JSON.parse((await runs('show', 'last', '--json')).out);
  expect(shown).toMatchObject({ status: 'completed', output: { rows: 3, ok: true } });
}, 90_000);

test('a stopped command leaves the run for later; skipping continues it', async () => {
  const { sendUntil, runs } = terminal();
  const stop = new AbortController();
  const sending = sendUntil(stop.signal, 'list.uploaded', '--data', '{"id":"u1"}', '--wait');
  await waitUntil(
    'the wait',
    () => sending.printed.out.includes('waiting for'),
    () => sending.printed,
    40_000,
  );
  stop.abort();
  expect(await sending.done).toMatchObject({
    code: 1,
    error: expect.stringContaining('Nothing is lost: run `steplight dev` here to continue the run.'),
  });
  expect((await runs()).out).toContain('waiting');
  expect(await runs('skip', 'last', 'nothing')).toMatchObject({
    code: 2,
    error: expect.stringContaining('has no step "nothing". Its steps: "validate"'),
  });
  const skipped = await runs('skip', 'last', 'review');
  expect(skipped).toMatchObject({ code: 0, error: expect.stringContaining('timed out (skipped)') });
  expect(skipped.out).toContain('output: {"rows":3,"ok":null}');
}, 90_000);

test('an event that is debounced is followed to the run that it starts', async () => {
  const { send } = terminal();
  const { code, out, error } = await send('list.touched', '--data', '{"id":"u1"}', '--wait').done;
  expect(code).toBe(0);
  expect(error).toMatch(
    /^list\.touched was received:\n {2}lists-refresh-list: debounced: starts in .*s unless another event arrives\n$/,
  );
  expect(out).toMatch(/^▷ Refresh list {2}\w+\n● completed in .* {2}"u1"\n$/);
}, 90_000);

test('mistakes are reported on one line', async () => {
  const { send, runs } = terminal();
  const { code: none, error: noEvent } = await send().done;
  expect([none, noEvent]).toEqual([2, 'Usage: steplight send EVENT. See `steplight send --help`.\n']);
  const bad = await send('list.uploaded', '--data', '{').done;
  expect([bad.code, bad.error]).toEqual([2, expect.stringMatching(/^--data must be valid JSON: .*\n$/)]);
  expect((await send('list.uploaded', '--data', '@nothing.json').done).error).toMatch(
    /^--data could not be read: ENOENT.*\n$/,
  );
  expect((await runs('show', 'X')).error).toBe('Run "X" not found. `steplight runs` lists runs.\n');
  expect((await runs('dance')).code).toBe(2);
  expect((await runs()).out).toBe('No runs. Start one with `steplight send EVENT`.\n');
  expect((await runs('--help')).out).toContain('skip ID STEP');
});

test('values as text', () => {
  expect([5, 1_500, 60_000, 200_000, 604_799_000].map(durationText)).toEqual([
    '5ms',
    '1.5s',
    '1m',
    '3m 20s',
    '6d 23h',
  ]);
  expect(shortJson({ a: 'x'.repeat(100) }, 10)).toBe('{"a":"xxx…');
  expect([shellQuoted('a/b.c'), shellQuoted(`it's`)]).toEqual(['a/b.c', `'it'\\''s'`]);
});

test('send --wait of the event that ends a wait returns when the resumed run ends, without the rest of the wait', async () => {
  const { send } = terminal();
  const sending = send('list.uploaded', '--data', '{"id":"u1"}', '--wait');
  await waitUntil(
    'the wait of seven days',
    () => sending.printed.out.includes('waiting for list.reviewed'),
    () => sending.printed,
    40_000,
  );
  const ending = send('list.reviewed', '--data', '{"id":"u1","ok":true}', '--wait');
  const [started, resumed] = await Promise.all([sending.done, ending.done]);
  expect([started.code, resumed.code]).toEqual([0, 0]);
  for (const { out } of [started, resumed]) expect(out).toMatch(/● completed in .+\n$/);
});

test('when functions could not be loaded, send and why name the file and the line', async () => {
  const { send, sendUntil, why } = terminal({
    'broken.ts': "import { inngest } from './missing';\nexport const broken = inngest.createFunction({});\n",
  });
  const text = "broken.ts:1 could not be loaded: No file found for the import './missing'";
  const { code, error } = await send('list.gone', '--wait').done;
  expect({ code, error }).toEqual({
    code: 1,
    error: `list.gone was received, but triggers no known function.\n${text}\n`,
  });

  const stop = new AbortController();
  const running = sendUntil(stop.signal, 'list.uploaded', '--data', '{"id":"u1"}', '--wait');
  await waitUntil(
    'the run',
    () => running.printed.out.includes('waiting for'),
    () => running.printed,
    40_000,
  );
  const sent = JSON.parse((await send('list.gone', '--json').done).out) as { event: { internalId: string } };
  expect((await why(sent.event.internalId)).out).toContain(`  triggers no function\n  ${text}\n`);
  stop.abort();
  await running.done;
});

test('send loads the files of the event, and no others', async () => {
  const other = `import { Inngest } from 'inngest';
    console.log('the agent is loaded');
    new Inngest({ id: 'agent' }).createFunction({ id: 'agent', triggers: [{ event: 'agent/asked' }] }, async () => 1);`;
  const { send } = terminal({ 'agent.ts': other });
  const touched = await send('list.touched', '--data', '{"id":"u1"}', '--wait').done;
  expect(touched).toMatchObject({ code: 0, out: expect.not.stringContaining('agent') });
  const asked = await send('agent/asked', '--wait').done;
  expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('completed') });
});
