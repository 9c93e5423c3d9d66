/** Step calls that no function reaches: `steplight graph` and `steplight check` tell the same ones. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { analysePaths } from '../../../server/src/cli/analyse.ts';
import { runCheckCommand } from '../../../server/src/cli.ts';
import { filesIn, handlerFile } from '../../support/analysis/check-graph.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(fixture: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-'));
  folders.push(folder);
  for (const [path, text] of filesIn(fixture)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

interface Place {
  code: string;
  file: string;
  range: { start: { line: number } };
}

function unreachedOf(notes: readonly Place[]): string[] {
  return notes
    .flatMap(({ code, file, range }) => (code === 'unreached-step' ? [`${file}:${range.start.line}`] : []))
    .sort();
}

async function checkUnreached(fixture: string, expected: readonly string[]): Promise<void> {
  const folder = folderWith(fixture);
  expect(unreachedOf(analysePaths([folder]).document.notes)).toEqual(expected);
  const printed: string[] = [];
  const io = { out: (text: string) => printed.push(text), error: () => {} };
  await runCheckCommand([folder, '--hints', '--format', 'json'], io);
  expect(unreachedOf((JSON.parse(printed.join('')) as { notes: Place[] }).notes)).toEqual(expected);
}

test.each([
  [
    'through the result of a loop',
    `const { done } = await loop(step);
     if (done) await step.run('finish', f);
     async function loop(tools) { for (;;) { if (await tools.run('turn', f)) return { done: true }; } }`,
  ],
  [
    'through an object that gets the tools later',
    `let state = { turns: 0 };
     state = { ...state, step };
     await work(state);
     await state.step.run('direct', f);
     async function work(given) { await given.step.run('work', f); }`,
  ],
  [
    'through a variable that gets them later',
    `let tools;
     tools = step;
     await tools.run('a', f);`,
  ],
])('reached %s', (_, body) => checkUnreached(`//- /main.ts\n${handlerFile(body)}`, []));

test('in a file that does not name the SDK, of a package that uses it', () =>
  checkUnreached(
    `//- /package.json
{ "dependencies": { "inngest": "^3.0.0" } }
//- /lib/lost.ts
export async function lost(step) { await step.run('lost', f); }
//- /main.ts
${handlerFile("await step.run('a', f);")}`,
    ['lib/lost.ts:0'],
  ));

test('in a file that defines functions by a decorator of no named package', () =>
  checkUnreached(
    `//- /orders.ts
import { InngestFunction } from '../src';
export class Orders {
  @InngestFunction({ id: 'ship', trigger: { event: 'order.made' } })
  async ship({ event, step }) { await step.run('pack', f); }
  async lost(step) { await step.run('lost', f); }
}`,
    ['orders.ts:4'],
  ));

test('elsewhere a step is something else', () =>
  checkUnreached(
    `//- /wizard.ts
export function next(step) { step.run('x', f); }`,
    [],
  ));
