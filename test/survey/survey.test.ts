/** The survey's second opinion, on a folder whose answer is known. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { analysePaths } from '../../server/src/cli/analyse.ts';
import { namedCalls } from './count-calls.ts';
import { unseenCalls } from './unseen-calls.ts';

const files = {
  'package.json': '{ "dependencies": { "inngest": "3.0.0" } }',
  'src/functions.ts': `
import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'app' });
export const f = inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ step }) => {
  await step.run('drawn', async () => 1);
  return 2;
  await step.sleep('noted', '1s');
});
`,
  'node_modules/inngest/index.js': `step.run('installed');`,
  'scripts/package.json': '{ "dependencies": {} }',
  'scripts/pipeline.js': `
// step.run('in a comment') and "step.run('in a text')" are no calls.
for (const step of pipeline) step.run('of another library');
tools.ai.infer('deep');
sprint.run('not a step');
`,
};

function surveyOf(folder: string): { seen: string[]; unseen: string[] } {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const calls = namedCalls(folder);
  const unseen = unseenCalls(calls, analysePaths([folder]).document);
  const printed = ({ kind, file, startLine, text }: (typeof calls)[number]): string =>
    `${kind} ${file}:${startLine + 1} ${text.slice(0, 24)}`;
  return {
    seen: calls.filter((call) => !unseen.includes(call)).map(printed),
    unseen: unseen.map(printed),
  };
}

test('the survey lists what goes by the names of functions and steps and that the analysis is silent about', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-survey-'));
  try {
    expect(surveyOf(folder)).toEqual({
      seen: [
        'function src/functions.ts:4 inngest.createFunction({',
        "step src/functions.ts:5 step.run('drawn', async ",
        "step src/functions.ts:7 step.sleep('noted', '1s'",
      ],
      unseen: [
        "step scripts/pipeline.js:3 step.run('of another lib",
        "step scripts/pipeline.js:4 tools.ai.infer('deep')",
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
