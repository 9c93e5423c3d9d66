/** Whatever comes from apps and events, the terminal prints it and is not controlled by it; JSON keeps its values. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coloredLine } from '../../../runtime/src/cli/colors.ts';
import { messageLine } from '../../../runtime/src/cli/commands/realtime.ts';
import {
  type CommandIo,
  printableIo,
  runRunsCommand,
  runSendCommand,
  runWhyCommand,
} from '../../../runtime/src/cli.ts';
import { oneLine, printable } from '../../../runtime/src/text/printable.ts';
import fc from '../../support/property.ts';
import { serveRawApp } from '../../support/runtime/raw-app.ts';
import { type RuntimeHarness, runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const esc = '\u001b';
/** A clipboard write, a bell, a clear, an 8-bit CSI, a bidi override, a carriage return, and a line of its own. */
const evil = `pay${esc}]52;c;cm0=\u0007${esc}[2J\u009b31m\u202egnp\u2066\u200b\ufeff\u{e0041}\r\n● completed in 1s\u2028x`;
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

const folder = temporaryFolder();
let harness: RuntimeHarness;
beforeAll(async () => {
  harness = await runRuntime({ dataFolder: folder.path });
});
afterAll(async () => {
  await harness.stop();
  folder.remove();
});

function command(run: typeof runSendCommand, ...args: string[]) {
  const printed = { out: '', error: '' };
  const io: CommandIo = {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    env: { STEPLIGHT_DATA: folder.path },
    signal: new AbortController().signal,
  };
  return run(args, io).then((code) => ({ code, ...printed }));
}

test('names, results and errors of an app', async () => {
  const app = await serveRawApp(harness.runtime.origin, [{ id: 'pay', event: evil }], () => ({
    status: 400,
    headers: { 'x-inngest-no-retry': 'true' },
    body: { name: evil, message: evil, stack: evil },
  }));
  const texts = [
    await command(runSendCommand, evil, '--wait', '--data', JSON.stringify({ evil })),
    await command(runSendCommand, `${evil} nobody`),
    await command(runRunsCommand),
    await command(runRunsCommand, 'show', 'last'),
    await command(runRunsCommand, 'skip', 'last', evil),
    await command(runRunsCommand, 'show', evil),
    await command(runWhyCommand, 'last'),
    await command(runWhyCommand, evil),
  ];
  const [exact] = JSON.parse((await command(runRunsCommand, '--json')).out) as { eventName: string }[];
  await app.stop();
  for (const { out, error } of texts) {
    expect(`${out}${error}`.match(controls)).toBeNull();
    expect(`${out}${error}`).not.toMatch(/^● completed/m);
  }
  expect(
    texts.map(({ out, error }) => (out + error).includes('\\u001b]52')).filter((shown) => shown),
  ).not.toEqual([]);
  expect(exact?.eventName).toBe(evil);
}, 30_000);

test('messages of a channel', () => {
  const message = {
    kind: 'data',
    channel: evil,
    topic: evil,
    data: evil,
    created_at: '',
    env_id: '',
  } as const;
  const line = oneLine(messageLine(message));
  expect(line).not.toMatch(controls);
  expect(line).not.toContain('\n');
});

test('colors are the command’s own, around text that has none', () => {
  let printed = '';
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { validateStream: false });
  const io = printableIo({
    out: (text: string) => {
      printed += text;
    },
    error: () => {},
    styles: { out: style, error: style },
  });
  io.out(`${coloredLine(`  ✓ ${evil.split('\n')[0]}`, io.styles!.out)}${esc}[8m\n`);
  expect(printed.match(new RegExp(`${esc}\\[\\d+m`, 'g'))).toEqual([`${esc}[32m`, `${esc}[39m`]);
  expect(stripVTControlCharacters(printed).slice(0, -1)).not.toMatch(controls);
});

test('any text is printable, and any JSON is the same value', () => {
  const character = fc.oneof(
    fc.constantFrom(...evil),
    fc.integer({ min: 0, max: 0x20_ff }).map((each) => String.fromCodePoint(each)),
  );
  const text = fc.array(character, { maxLength: 30 }).map((characters) => characters.join(''));
  fc.assert(
    fc.property(text, fc.json({ maxDepth: 2 }), (each, json) => {
      expect(printable(each)).not.toMatch(controls);
      expect(oneLine(each)).not.toContain('\n');
      expect(JSON.parse(printable(JSON.stringify({ each })))).toEqual({ each });
      expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
    }),
  );
});
