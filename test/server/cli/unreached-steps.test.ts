/** `steplight graph` and `steplight check` report the same steps as unreached. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../../../server/src/cli/analyse.ts';
import { runCheckCommand } from '../../../server/src/cli.ts';
import type { Note } from '../../../server/src/workflow-graph.ts';
import { filesIn } from '../../support/analysis/check-graph.ts';

const project = `
//- /shop/package.json
{ "name": "orders", "dependencies": { "inngest": "^4.0.0" } }
//- /shop/functions.ts
import { Inngest } from 'inngest';
import { untilDone } from './helpers';
const inngest = new Inngest({ id: 'shop' });
export const order = inngest.createFunction({ id: 'order', triggers: { event: 'e' } }, async ({ step }) => {
  const { done } = await untilDone(step);
  let state = { done };
  state = { ...state, step };
  await finish(state);
});
async function finish({ step }) { await step.run('finish', f); }
async function forgotten(step) { await step.run('unreached', f); }
//- /shop/helpers.ts
export async function untilDone(step) {
  for (;;) {
    const { done } = await once(step);
    if (done) return { done };
  }
}
async function once(step) { return { done: await step.run('once', f) }; }
export async function forgotten(step) { await step.sleep('unreached', '1s'); }
//- /shop/actions.ts
import type { GetStepTools } from 'inngest';
export const actions = { notify: async (step: GetStepTools<any>) => { await step.sendEvent('unreached', { name: 'n' }); } };
//- /shop/wizard.ts
import { step } from '@acme/wizard';
step.run('another library');
//- /other/package.json
{ "name": "other", "dependencies": {} }
//- /other/pipeline.ts
export async function pipeline(step) { await step.run('another package', f); }
`;

test('both commands report the steps that no function reaches', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-unreached-'));
  try {
    for (const [path, text] of filesIn(project)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const unreached = ['shop/actions.ts:1', 'shop/functions.ts:10', 'shop/helpers.ts:7'];
    expect(unreachedIn((await analyse([folder])).notes)).toEqual(unreached);
    expect(unreachedIn(await checkedNotes(folder))).toEqual(unreached);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function unreachedIn(notes: readonly Note[]): string[] {
  return notes
    .filter(({ code }) => code === 'unreached-step')
    .map(({ file, range }) => `${file}:${range.start.line}`)
    .sort();
}

async function checkedNotes(folder: string): Promise<Note[]> {
  let out = '';
  const print = (text: string): void => {
    out += text;
  };
  await runCheckCommand([folder, '--hints', '--format', 'json'], { out: print, error: print });
  return (JSON.parse(out) as { notes: Note[] }).notes;
}
