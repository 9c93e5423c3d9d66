/** `steplight check` as the terminal and code scanning see it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCheckCommand } from '../../../server/src/cli.ts';
import { filesIn } from '../../support/analysis/check-graph.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/server');
const sample = join(import.meta.dirname, '../../workspaces/contacts-import');

const project = `
//- /package.json
{ "name": "orders", "dependencies": { "inngest": "^4.0.0" } }
//- /client.ts
import { Inngest } from 'inngest';
export const inngest = new Inngest({ id: 'shop' });
//- /src/order#1.ts
import { inngest } from '../client';
export const order = inngest.createFunction(
  { id: 'order', triggers: { event: 'order.made' } },
  async ({ event, step }) => {
    /* 🧾 */ step.run('charge', () => charge(event.data.id));
    const paid = step.run('look', () => look(event.data.id));
    if (paid.amount) void step.run('log', () => log(paid.amount));
    await later(step);
  },
);
//- /src/other.ts
import { inngest } from '../client';
export const other = inngest.createFunction({ id: 'other', triggers: { event: 'x' } }, async ({ step }) => {
  step.sleep('nap', '1s');
});
`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'steplight-'));
  for (const [path, text] of filesIn(project)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function check(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const code = await runCheckCommand(args, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

test('prints one line a problem, by file and place', async () => {
  const { code, out } = await check(folder);
  expect(code).toBe(0);
  expect(out.split('\n').filter((line) => line.includes('step-not-awaited'))).toEqual([
    'src/order#1.ts:5:14 warning Step "charge" is not awaited: the run may end first, and a failure goes unnoticed. Add `await`. (step-not-awaited)',
    'src/order#1.ts:6:18 warning Step "look" is not awaited, so its promise is used instead of its result. Add `await`. (step-not-awaited)',
    'src/other.ts:3:3 warning Step "nap" is not awaited: the run may end first, and a failure goes unnoticed. Add `await`. (step-not-awaited)',
  ]);
  expect(out).toMatch(
    /\n2 functions: 0 errors, \d+ warnings, \d+ infos?, \d+ hints? not shown \(--hints\)\n$/,
  );
});

test('--hints also prints what may be intended', async () => {
  const { out } = await check(folder, '--hints');
  expect(out).toContain('src/order#1.ts:7:27 hint Step "log" is never awaited');
});

test('--severity makes a rule an error, and the exit code says so', async () => {
  const { code, out } = await check(folder, '--severity', 'step-not-awaited=error');
  expect(code).toBe(1);
  expect(out).toContain('src/other.ts:3:3 error Step "nap"');
  expect(out, 'what seems to be meant stays as quiet as it was').not.toContain('"log"');
});

test('--severity switches a rule off', async () => {
  const { out } = await check(folder, '--hints', '--severity', 'step-not-awaited=off');
  expect(out).not.toContain('step-not-awaited');
});

test('a single file is checked within its package, and only its problems are printed', async () => {
  const { out } = await check(join(folder, 'src/other.ts'));
  expect(out).toContain('other.ts:3:3 warning');
  expect(out).not.toContain('order#1.ts');
});

test('json contains the location and the names of the fixes', async () => {
  const { out } = await check(folder, '--format', 'json');
  const { version, notes } = JSON.parse(out) as { version: number; notes: Record<string, unknown>[] };
  expect(version).toBe(1);
  expect(notes.find(({ file, code }) => file === 'src/other.ts' && code === 'step-not-awaited')).toEqual({
    severity: 'warning',
    code: 'step-not-awaited',
    message: 'Step "nap" is not awaited: the run may end first, and a failure goes unnoticed. Add `await`.',
    file: 'src/other.ts',
    range: { start: { line: 2, character: 2 }, end: { line: 2, character: 25 } },
    fixes: ['Add await'],
  });
});

const validate = (() => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(fixtures, 'sarif-schema-2.1.0.json'), 'utf8')));
})();

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; helpUri: string; help: { text: string } }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
      fixes?: object[];
      partialFingerprints: Record<string, string>;
    }[];
  }[];
}

async function sarif(...args: string[]): Promise<Sarif['runs'][number]> {
  const { out } = await check(...args, '--format', 'sarif');
  const log = JSON.parse(out) as Sarif;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  const [run] = log.runs;
  if (!run) throw new Error('The log has no run.');
  return run;
}

test('sarif is valid for the sample', async () => {
  const run = await sarif(sample, '--hints');
  expect(run.tool.driver.rules.length).toBeGreaterThan(10);
});

test('sarif is valid with problems, and says where, why and what to do', async () => {
  const { tool, results } = await sarif(folder, '--hints');
  const result = results.find(({ ruleId }) => ruleId === 'step-not-awaited');
  expect(result).toMatchObject({
    level: 'warning',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/order%231.ts' },
          region: { startLine: 5, startColumn: 14, endLine: 5, endColumn: 61 },
        },
      },
    ],
    fixes: [
      {
        description: { text: 'Add await' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'src/order%231.ts' },
            replacements: [
              {
                deletedRegion: { startLine: 5, startColumn: 14, endLine: 5, endColumn: 14 },
                insertedContent: { text: 'await ' },
              },
            ],
          },
        ],
      },
    ],
  });
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  for (const { helpUri, id } of tool.driver.rules) expect(helpUri).toMatch(new RegExp(`/${id}\\.md$`));
});

test('the fingerprint of a problem survives lines above it, and no two are alike', async () => {
  const prints = async (): Promise<string[]> =>
    (await sarif(folder, '--hints')).results.map(
      ({ partialFingerprints }) => partialFingerprints['steplight/v1'] ?? '',
    );
  const before = await prints();
  const path = join(folder, 'src/other.ts');
  writeFileSync(path, `// a line\n\n${readFileSync(path, 'utf8')}`);
  expect(await prints()).toEqual(before);
  expect(new Set(before).size).toBe(before.length);
});

test('--fix applies the safe fixes, once, and leaves the rest unchanged', async () => {
  const path = join(folder, 'src/order#1.ts');
  const before = readFileSync(path, 'utf8');
  const { out } = await check(folder, '--fix');
  expect(out).not.toContain('step-not-awaited');
  const after = readFileSync(path, 'utf8');
  expect(after).toBe(
    before
      .replace("step.run('charge'", "await step.run('charge'")
      .replace("= step.run('look'", "= await step.run('look'"),
  );
  await check(folder, '--fix');
  expect(readFileSync(path, 'utf8')).toBe(after);
});

test.each([
  [[], 2, 'Specify at least one file or folder, for example `.`. See `steplight check --help`.\n'],
  [
    ['.', '--format', 'xml'],
    2,
    'Unknown format "xml". Use pretty, json or sarif. See `steplight check --help`.\n',
  ],
  [['.', '--severity', 'x=error'], 2, 'Unknown rule "x". See `steplight check --help`.\n'],
  [
    ['.', '--severity', 'nested-step=loud'],
    2,
    'Invalid severity "nested-step=loud". Use for example `--severity nested-step=error`, with one of error, warning, information, hint, off. See `steplight check --help`.\n',
  ],
  [['/nowhere'], 1, 'No such file or folder: /nowhere\n'],
])('%j says what to do', async (args, code, error) => {
  expect(await check(...args)).toEqual({ code, out: '', error });
});
