/** What hosted code prints is kept with its run and step. */
import { afterEach, describe, expect, test } from 'vitest';
import { outputText } from '../../../runtime/src/cli/output-lines.ts';
import type { JournalFact } from '../../../runtime/src/contract/journal.ts';
import type { PrintedText, RunProgress } from '../../../runtime/src/contract/progress.ts';
import { RunOutput } from '../../../runtime/src/host/run-output.ts';
import { type HostedWorkspace, hostWorkspace } from '../../support/runtime/hosted-workspace.ts';
import { type RuntimeHarness, runRuntime } from '../../support/runtime/runtime-harness.ts';
import { waitUntil } from '../../support/wait-until.ts';

let workspace: HostedWorkspace | null = null;
let harness: RuntimeHarness | null = null;
afterEach(async () => {
  await harness?.stop();
  await workspace?.stop();
  harness = null;
  workspace = null;
});

/** Runs the only function of the source, and tells what it printed: `step | level | text`. */
async function printedBy(source: string, sdk: number, lines: number): Promise<string[]> {
  workspace = await hostWorkspace({ 'functions.ts': source }, { sdk, start: false });
  harness = await runRuntime();
  await harness.runtime.apps.configureHost({ root: workspace.root, files: ['functions.ts'] });
  await harness.client.sendEvent({ name: 'shop/paid' });
  const { runs } = harness;
  const run = await waitUntil(
    `${lines} lines of output`,
    async () => (await runs()).find(({ endedAt, logs = [] }) => endedAt !== null && logs.length >= lines),
    runs,
  );
  const line = ({ step, level, text }: PrintedText) => [step?.name ?? '', level, text].join(' | ');
  for (const { step } of run.logs ?? []) {
    if (!step || sdk < 3) continue;
    expect(run.steps.map((each) => each.step.hashedId)).toContain(step.hashedId);
  }
  return (run.logs ?? []).map(line);
}

const handler = `
  async ({ step }) => {
    const both = await Promise.all(['a', 'b'].map((name) =>
      step.run('charge', async () => {
        await new Promise((done) => setTimeout(done, name === 'a' ? 30 : 10));
        console.log('charged ' + name);
      }),
    ));
    await step.run('tell', () => { console.error('line 1\\nline 2'); console.debug('by the way'); });
    return both.length;
  }`;

describe('is attributed to its run and step', () => {
  test.each([
    [1, "new Inngest({ name: 'Shop' })", "createFunction({ name: 'Pay' }, { event: 'shop/paid' },"],
    [2, "new Inngest({ name: 'Shop' })", "createFunction({ name: 'Pay' }, { event: 'shop/paid' },"],
    [3, "new Inngest({ id: 'shop' })", "createFunction({ id: 'pay' }, { event: 'shop/paid' },"],
    [4, "new Inngest({ id: 'shop' })", "createFunction({ id: 'pay', triggers: { event: 'shop/paid' } },"],
  ])('SDK %i', async (sdk, client, create) => {
    const printed = await printedBy(
      `import { Inngest } from 'inngest';\n${client}.${create}${handler})`,
      sdk,
      4,
    );
    expect(printed.toSorted()).toEqual([
      'charge | info | charged a',
      'charge | info | charged b',
      'tell | debug | by the way',
      'tell | error | line 1\nline 2',
    ]);
  });

  test('output of the function body belongs to the run, and a failure handler prints in its own run', async () => {
    const source = `
      import { Inngest, NonRetriableError } from 'inngest';
      const client = new Inngest({ id: 'shop' });
      client.createFunction(
        { id: 'pay', triggers: { event: 'shop/paid' }, onFailure: async () => console.warn('it failed') },
        async () => { console.log('in the body'); throw new NonRetriableError('no'); });`;
    const [first] = await printedBy(source, 4, 1);
    expect(first).toBe(' | info | in the body');
    const { runs } = harness!;
    const isFailure = ({ functionId, logs }: RunProgress) => functionId === 'shop-pay-failure' && logs;
    const failure = await waitUntil(
      'output of the failure',
      async () => (await runs()).find(isFailure),
      runs,
    );
    expect(failure.logs?.map(({ level, text }) => `${level} ${text}`)).toEqual(['warn it failed']);
  });
});

describe('is limited', () => {
  function checkKept(prints: [step: string | null, text: string][], kept: string[]): void {
    const facts: JournalFact[] = [];
    const output = new RunOutput({
      record: (more) => facts.push(...more),
      isKnown: (runId) => runId === 'run',
      limits: { perStep: 200, perRun: 500 },
    });
    for (const [step, text] of prints) {
      const named = step === null ? null : { name: step, hashedId: step };
      output.printed({ runId: 'run', step: named, level: 'info', text });
      output.printed({ runId: 'stranger', step: null, level: 'info', text });
      output.printed({ runId: null, step: null, level: 'info', text });
    }
    const line = (fact: JournalFact) =>
      fact.kind === 'output-printed'
        ? `${fact.by?.name ?? '-'} ${fact.text.length}${fact.cut ? ' cut' : ''}`
        : '';
    expect(facts.map(line)).toEqual(kept);
  }
  const text = (length: number) => 'x'.repeat(length);

  test('for each step', () =>
    checkKept(
      [
        ['a', text(50)],
        ['a', text(500)],
        ['a', text(1)],
        ['b', text(10)],
      ],
      ['a 50', 'a 86 cut', 'b 10'],
    ));

  test('for the run', () =>
    checkKept(
      [
        [null, text(400)],
        ['a', text(100)],
        ['b', text(1)],
        [null, text(1)],
      ],
      ['- 400', 'a 36 cut'],
    ));
});

test('a terminal shows it with the time, the step and a note about truncation', () => {
  const base = {
    seq: 1,
    at: Date.parse('2026-01-01T10:20:30.004'),
    runId: 'run',
    kind: 'output-printed',
  } as const;
  const by = { name: 'charge', hashedId: 'c' };
  const entries = [
    { ...base, by: null, level: 'info', text: 'begins' },
    { ...base, by, level: 'warn', text: 'twice\nas slow', cut: true },
  ] as const;
  expect(outputText(entries)).toBe(
    [
      '  10:20:30.004 begins\n',
      '  10:20:30.004 warn: [charge] twice\n',
      '  10:20:30.004 warn: [charge] as slow\n',
      '  10:20:30.004 … output truncated\n',
    ].join(''),
  );
});
