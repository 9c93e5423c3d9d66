/** How the runtime learns what an app serves, and what happens when that changes (protocol 1.2 to 1.5). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../../runtime/src/clock.ts';
import { Discovery } from '../../../runtime/src/discovery/discovery.ts';
import { portsToTry } from '../../../runtime/src/discovery/ports.ts';
import type { Definition } from '../../support/sdk/sdk.ts';
import { feature, since } from '../feature.ts';

const importing: Definition = { id: 'import', event: 'list.uploaded', handler: () => 'imported' };
const report: Definition = { id: 'report', event: 'list.reported', handler: () => 'reported' };
const upload = { name: 'list.uploaded', data: {} };

const put = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ url }) });
  return { response, body: (await response.json()) as Record<string, unknown> };
};

export const registration = [
  feature('registration: the app comes forward (out of band)', async (bench) => {
    const app = await bench.serve([importing, report], { sync: false });
    const { response, body } = await put(app.url);
    expect(response.status).toBe(200);
    expect(body.message).toMatch(/registered/i);
    expect(await bench.apps()).toMatchObject([
      {
        appId: 'app',
        status: 'ok',
        sdk: `js:v${bench.target.name.split(' ')[0]}`,
        targetsThisRuntime: true,
        functions: [
          { id: 'app-import', triggers: [{ event: 'list.uploaded' }] },
          { id: 'app-report', triggers: [{ event: 'list.reported' }] },
        ],
      },
    ]);
  }),

  feature('registration: the app answers (in band)', since(3), async (bench) => {
    const app = await bench.serve([importing], { sync: false });
    const { response, body } = await put(app.url, {
      'x-inngest-sync-kind': 'in_band',
      'x-inngest-server-kind': 'dev',
    });
    expect(response.headers.get('x-inngest-sync-kind')).toBe('in_band');
    expect(body).toMatchObject({ app_id: 'app', functions: [{ id: 'app-import' }] });
    expect(await bench.apps()).toEqual([]);
    await bench.client.addApp({ url: app.url });
    expect(await bench.apps()).toMatchObject([{ appId: 'app', status: 'ok', problem: null }]);
  }),

  feature('registration again: nothing new', since(2), async (bench) => {
    const app = await bench.serve([importing]);
    const { body } = await put(app.url);
    expect(body.modified).toBe(false);
  }),

  feature('registration again: a function has come, another gone', async (bench) => {
    const first = await bench.serve([importing]);
    await first.stop();
    const second = await bench.serve([report], { port: first.port });
    await put(second.url);
    expect((await bench.apps()).map(({ functions }) => functions.map(({ id }) => id))).toEqual([
      ['app-report'],
    ]);
    await bench.send(upload, { name: 'list.reported', data: {} });
    expect(await bench.told()).toEqual(['report: → "reported"']);
  }),

  feature('a function goes while a run of it waits, and comes back', async (bench) => {
    const waiting: Definition = {
      ...importing,
      handler: async ({ step }) => {
        const one = await step.run('one', () => 1);
        await step.waitForEvent('review', { event: 'list.reviewed', timeout: '1d' });
        return one;
      },
    };
    const first = await bench.serve([waiting, report]);
    await bench.send(upload);
    await first.stop();
    const second = await bench.serve([report], { port: first.port });
    await put(second.url);
    await bench.send({ name: 'list.reviewed', data: {} });
    expect(await bench.told()).toEqual(['import: ✓ one ✓ list.reviewed']);
    await second.stop();
    const third = await bench.serve([waiting, report], { port: first.port });
    await put(third.url);
    await bench.settle();
    expect(await bench.told()).toEqual(['import: ✓ one ✓ list.reviewed → 1']);
  }),

  feature('discovery of a running app', async ({ serve }) => {
    const app = await serve([importing], { sync: false });
    const folder = mkdtempSync(join(tmpdir(), 'steplight-discovery-'));
    writeFileSync(join(folder, '.env'), `PORT=${app.port}\n`);
    const discovery = new Discovery(systemClock);
    await discovery.readHints([folder]);
    rmSync(folder, { recursive: true });
    // The usual ports may be anybody's on the machine that runs this.
    expect(await discovery.scan(new Set(portsToTry([])))).toEqual([app.url]);
  }),
];
