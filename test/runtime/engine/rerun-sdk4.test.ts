import { describe, expect, onTestFinished, test } from 'vitest';
import { runRuntime, temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { specifyEditedInput, specifyReruns, three } from '../../support/sdk/rerun-suite.ts';
import { type Major, serveFunctions } from '../../support/sdk/sdk.ts';

describe('SDK 4', () => {
  specifyReruns(4);
  specifyEditedInput(4);
});

test('results of SDK 2 cannot be used by SDK 4', async () => {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const ends = async (major: Major) => {
    const harness = await runRuntime({ dataFolder: path });
    const definition = { id: 'import', event: 'list.uploaded', handler: three([]) };
    const app = await serveFunctions(major, harness, [definition]);
    const stop = async () => {
      await app.stop();
      await harness.stop();
    };
    return { ...harness, stop };
  };
  const older = await ends(2);
  await older.client.sendEvent({ name: 'list.uploaded', data: {} });
  const run = await older.runThatIs('completed');
  await older.stop();
  const newer = await ends(4);
  onTestFinished(newer.stop);
  await expect(newer.client.rerun(run.runId, { from: { step: 'two' } })).rejects.toMatchObject({
    code: 'cannot-rerun',
    message: 'SDK 4 cannot use the results of SDK 2, which names steps differently. Rerun it from the start.',
  });
});
