/** Names from the code under analysis cannot add lines, syntax or Markdown to what the commands print. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runGraphCommand, runMapCommand } from '../../../server/src/cli.ts';

const evil = 'x\n````\n%%{init: {}}%%\r\nclick n0 "javascript:alert(1)"';

const folder = mkdtempSync(join(tmpdir(), 'steplight-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const name = JSON.stringify(evil);
writeFileSync(
  join(folder, 'functions.ts'),
  `import { Inngest } from 'inngest';
export const pay = new Inngest({ id: ${name} }).createFunction({ id: ${name} }, { event: ${name} }, async ({ step }) => {
  if ((await step.run(${name}, () => 1)) === 1) return ${name};
  await step.sendEvent('send', { name: ${name} });
});
`,
);

type Run = typeof runGraphCommand;

async function printed(run: Run, ...args: string[]): Promise<string[]> {
  let text = '';
  const print = (more: string) => {
    text += more;
  };
  await run([folder, ...args], { out: print, error: print });
  return text.trimEnd().split('\n');
}

test.each<[string, Run, string[], RegExp]>([
  ['a graph', runGraphCommand, ['--format', 'mermaid'], /^(%% \S|flowchart TD$| {2}n\d+[^`]*$)/],
  ['a map', runMapCommand as Run, ['--format', 'mermaid'], /^(flowchart LR$| {2}n\d+[^`]*$)/],
  ['a DOT map', runMapCommand as Run, ['--format', 'dot'], /^(digraph events \{| {2}rankdir| {2}n\d+ |\})/],
  ['a function that is not there', runGraphCommand, ['--function', 'pya'], /^Unknown function/],
  ['an event that is not there', runMapCommand as Run, ['--event', evil.slice(1)], /^Unknown event/],
  ['an unknown format', runGraphCommand, ['--format', evil], /^Unknown format/],
])('%s has the lines it should have', async (_, run, args, line) => {
  const lines = await printed(run, ...args);
  expect(lines.filter((each) => !line.test(each))).toEqual([]);
});
