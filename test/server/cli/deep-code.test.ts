/** Code that is nested deeper than the parser or the analysis can follow costs its own file, not the others. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { analyse, runCheckCommand } from '../../../server/src/cli.ts';
import { ParsedFile } from '../../../server/src/syntax/parsed-file.ts';

const levels = 5_000;
const head = `import { Inngest } from 'inngest';\nconst client = new Inngest({ id: 'shop' });\n`;
const functionWith = (id: string, body: string) =>
  `export const ${id} = client.createFunction({ id: '${id}' }, { event: '${id}' }, async ({ event, step }) => {${body}});\n`;

/** @returns the folder. */
async function checkDeep(deep: string, notes: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'deep.ts'), head + functionWith('deep', deep));
  writeFileSync(join(folder, 'plain.ts'), head + functionWith('plain', "await step.run('charge', () => 1);"));
  const document = await analyse([folder]);
  const plain = document.functions.find(({ localId }) => localId === 'plain');
  expect(plain?.nodes.map(({ label }) => label)).toContain('charge');
  expect(document.notes.map(({ code, file }) => `${file}: ${code}`)).toEqual(notes);
  return folder;
}

test.each([
  ['blocks', `${'if (event.data.a) {\n'.repeat(levels)}${'}'.repeat(levels)}`],
  ['parentheses', `const a = ${'('.repeat(levels)}1${')'.repeat(levels)};`],
  ['records', `const a = ${'{a:'.repeat(levels)}1${'}'.repeat(levels)};`],
  ['a sum', `await step.run(${Array(levels).fill("'a'").join('+')}, () => 1);`],
])('%s that cannot be followed', async (_, code) => {
  const folder = await checkDeep(code, ['deep.ts: analysis-failed']);
  let printed = '';
  const print = (text: string) => {
    printed += text;
  };
  await runCheckCommand([folder], { out: print, error: print });
  expect(printed).not.toContain('RangeError');
});

test('a file that was nested too deeply can be edited', () => {
  const before = new ParsedFile('/a.ts', `${'('.repeat(levels)}1${')'.repeat(levels)}`);
  expect([before.isTooDeep, before.hasSyntaxErrors]).toEqual([true, true]);
  const after = new ParsedFile('/a.ts', 'export const a = 1;', before);
  expect([after.isTooDeep, after.hasSyntaxErrors, after.tree.statements.length]).toEqual([false, false, 1]);
});
