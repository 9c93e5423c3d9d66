/** The event map from a real server, and from the command line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runEventsCommand, runMapCommand } from '../../../server/src/cli.ts';
import type { EventMap } from '../../../server/src/event-map.ts';
import { printLinks } from '../../../server/src/map/print-map.ts';
import { eventMap, eventPayload } from '../../../server/src/protocol.ts';
import { filesIn } from '../../support/analysis/check-graph.ts';
import { ServerProcess } from '../../support/analysis/server-process.ts';

const fixture = `
  //- /package.json
  { "dependencies": { "inngest": "^3.0.0" } }
  //- /src/inngest.ts
  import { Inngest } from 'inngest';
  export const inngest = new Inngest({ id: 'shop' });
  //- /src/pay.ts
  import { inngest } from './inngest';
  export const pay = inngest.createFunction({ id: 'pay' }, { event: 'order.placed' }, async ({ event, step }) => {
    await step.sendEvent('tell', { name: 'order.paid', data: { id: event.data.id } });
  });
  //- /src/ship.ts
  import { inngest } from './inngest';
  export const ship = inngest.createFunction({ id: 'ship' }, { event: 'order.paid' }, async ({ step }) => {
    await step.sendEvent('tell', { name: 'order.shipped', data: {} });
  });
  //- /src/routes/order.ts
  import { inngest } from '../inngest';
  export const POST = () => inngest.send({ name: 'order.placed', data: { id: 'o_1', total: 3 } });`;

const links = (map: EventMap): string[] => printLinks(map, () => '');

describe('the server', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start(fixture);
  });
  afterAll(() => server?.stop());

  test('answers with the map and the documents of its files', async () => {
    const { map, uris } = await server.ask(eventMap, {});
    expect(links(map)).toEqual([
      'shop-pay -sends-> order.paid',
      'order.paid -starts-> shop-ship',
      'src/routes/order.ts -sends-> order.placed',
      'order.placed -starts-> shop-pay',
      'shop-ship -sends-> order.shipped',
    ]);
    expect(uris['src/pay.ts']).toBe(server.uri('src/pay.ts'));
  });

  test('knows the payload from the sender and from the handler', async () => {
    const { skeleton, source } = await server.ask(eventPayload, { event: 'order.placed' });
    expect([skeleton, source]).toEqual([{ id: '', total: 0 }, 'usage']);
  });

  test('follows unsaved text', async () => {
    await server.open(
      'src/ship.ts',
      `import { inngest } from './inngest';
      inngest.createFunction({ id: 'ship' }, { event: 'order.packed' }, async () => {});`,
    );
    const { map } = await server.ask(eventMap, {});
    expect(links(map)).toContain('order.packed -starts-> shop-ship');
    expect(links(map)).not.toContain('order.paid -starts-> shop-ship');
    expect(map.events.filter(({ isUnheard }) => isUnheard).map(({ name }) => name)).toEqual(['order.paid']);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-map-'));
  beforeAll(() => {
    for (const [path, text] of filesIn(fixture)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => runCommand(runMapCommand, args);

  async function runCommand(
    command: typeof runEventsCommand,
    args: string[],
  ): Promise<{ code: number; out: string; error: string }> {
    let [out, error] = ['', ''];
    const code = await command(args, {
      out: (text) => {
        out += text;
      },
      error: (text) => {
        error += text;
      },
    });
    return { code, out, error };
  }

  test('prints links with their places', async () => {
    const { code, out } = await run(folder);
    expect(code).toBe(0);
    expect(out).toContain('shop-pay -sends-> order.paid  (src/pay.ts:3)\n');
    expect(out).toContain('never handled here: order.shipped\n');
  });

  test('only what is linked to an event or a function', async () => {
    expect((await run(folder, '--event', 'order.placed')).out.split('\n').length).toBe(3);
    const { out } = await run(folder, '--function', 'pay', '--format', 'json');
    expect((JSON.parse(out) as EventMap).links).toHaveLength(2);
    const farther = await run(folder, '--function', 'shop-pay', '--hops', '4', '--format', 'json');
    expect((JSON.parse(farther.out) as EventMap).links).toHaveLength(5);
  });

  test('mermaid and dot', async () => {
    const mermaid = await run(folder, '--format', 'mermaid');
    expect(mermaid.out).toMatch(/^flowchart LR\n {2}n0\["shop-pay"\]/);
    const dot = await run(folder, '--format', 'dot');
    expect(dot.out).toMatch(/^digraph events \{\n[\s\S]*\n\}\n$/);
  });

  test.each([
    [['--format', 'png'], 2, 'Unknown format "png".'],
    [['--hops', '0'], 2, '--hops must be a positive integer'],
    [['--event', 'nothing'], 1, 'Unknown event "nothing". Available: order.paid'],
    [['--function', 'nothing'], 1, 'Unknown function "nothing". Available: shop-pay, shop-ship'],
  ])('%j', async (args, code, message) => {
    const answer = await run(folder, ...args);
    expect([answer.code, answer.out]).toEqual([code, '']);
    expect(answer.error).toContain(message);
  });

  test('events with their payloads, and as JSON with their schemas', async () => {
    const { out } = await runCommand(runEventsCommand, [folder]);
    expect(out).toBe(`order.paid {"id":""}  (inferred from usage)
order.placed {"id":"","total":0}  (inferred from usage)
order.shipped {}  (inferred from usage)
`);
    const json = await runCommand(runEventsCommand, [folder, '--event', 'order.placed', '--format', 'json']);
    expect(JSON.parse(json.out).events[0].schema).toMatchObject({
      type: 'object',
      required: ['id', 'total'],
    });
    expect((await runCommand(runEventsCommand, [folder, '--event', 'no'])).error).toContain(
      'Unknown event "no"',
    );
    expect((await runCommand(runEventsCommand, [])).code).toBe(2);
  });

  test('usage', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('/nowhere/at/all')).error).toContain('No such file or folder');
    expect((await run('--help')).out).toContain('steplight map PATH…');
  });
});
