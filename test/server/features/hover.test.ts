/** Hovers: what is at the cursor, in words. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver-protocol';
import { FeatureSession } from '../../support/analysis/feature-session.ts';

const shop = `
//- /package.json
{ "dependencies": { "inngest": "^3.0.0" } }
//- /client.ts
import { EventSchemas, Inngest } from 'inngest';
type Events = {
  'order.made': { data: { order_id: string; items: { sku: string; count: number }[]; note?: string } };
  'order.paid': { data: { order_id: string; /** In cents. */ amount: number } };
};
type Label = Labels['name'];
export const inngest = new Inngest({ id: 'shop', schemas: new EventSchemas().fromRecord<Events>() });
//- /order.ts
import { inngest } from './client';
import { ship } from './ship';
export const order = inngest.createFunction(
  {
    id: 'order',
    name: 'Take an order',
    retries: 2,
    concurrency: [{ limit: 10, key: 'event.data.order_id' }, { limit: 1000, scope: 'account' }],
    throttle: { limit: 5, period: '1h30m' },
    debounce: { period: '10s', timeout: '5m' },
    cancelOn: [{ event: 'order.stopped', match: 'data.order_id', timeout: '2 days' }],
    timeouts: { start: '10m', finish: limit },
    onFailure: async () => {},
  },
  { event: 'order.made', if: 'event.data.items.size() > 0' },
  async ({ event, step }) => {
    await step.run('charge', () => pay());
    await step.waitForEvent('wait', { event: 'order.paid', timeout: '7d', if: 'event.data.order_id == async.data.amount' });
    await step.sleep('rest', '90m');
    await step.sleepUntil('then', '2031-05-01T10:00:00Z');
    await step.invoke('call', { function: ship, data: {}, timeout: '1h' });
    await step.sendEvent('tell', { name: 'order.done', data: {} });
    await step.run(\`mail \${event.data.order_id}\`, () => mail());
  },
);
//- /ship.ts
import { inngest } from './client';
export const ship = inngest.createFunction({ id: 'ship' }, { event: 'order.done' }, async ({ step }) => {});
export const daily = inngest.createFunction({ id: 'daily' }, { cron: 'TZ=Europe/Berlin 30 9 * * 1-5' }, async ({ step }) => {});
export const odd = inngest.createFunction({ id: 'odd', concurrency: 1, retries: 1 }, { cron: '61 * * * *' }, async ({ step }) => {});
export const all = inngest.createFunction({ id: 'all' }, { event: 'order.*' }, async ({ step }) => {});
//- /route.ts
import { inngest } from './client';
export async function POST() {
  await inngest.send({ name: 'order.made', data: { order_id: '1', items: [] } });
}
`;

let session: FeatureSession;

beforeAll(async () => {
  session = await FeatureSession.start(shop);
});
afterAll(() => session.stop());

/** Links without where they lead; null: nothing is said. */
async function hovered(place: string): Promise<string | null> {
  const hover = await session.ask<Hover | null>('hover', place);
  const { value } = (hover?.contents ?? { value: '' }) as MarkupContent;
  return hover && value.replace(/\]\(file:[^)]*\/([^)]*)\)/g, ']($1)');
}

test('an event: who sends it, what it starts, what it carries', async () => {
  expect(await hovered("order.ts: event: 'order|.made'")).toBe(
    [
      '**`order.made`** · event',
      '',
      '- Sent by [`route.ts`](route.ts#L3).',
      '- Starts [`order`](order.ts#L15) and [`all`](ship.ts#L5).',
      '',
      'Data:',
      '```ts',
      '{',
      '  order_id: string;',
      '  items: { sku: string; count: number }[];',
      '  note?: string;',
      '}',
      '```',
    ].join('\n'),
  );
});

test('an event that nothing sends, or that does nothing, says so', async () => {
  expect(await hovered("order.ts: event: 'order|.paid'")).toContain('- Not sent by name in this workspace.');
  expect(await hovered("order.ts: event: 'order|.stopped'")).toContain('- Cancels [`order`](order.ts#L11).');
});

test('a step that runs code', async () => {
  expect(await hovered('order.ts: step.r|un(')).toMatch(
    /^\*\*charge\*\* · `step.run`\n\nRuns this code and .* only this step is retried\.$/,
  );
  expect(await hovered('order.ts: step.run(`ma|il')).toContain('ID computed at run time: `` `mail');
  expect(await hovered('order.ts: () => p|ay()'), 'its code has hovers of its own').toBe(null);
});

test('a wait says how long, for what, under which condition, and who sends it', async () => {
  expect(await hovered("order.ts: 'wa|it'")).toBe(
    [
      '**wait** · `step.waitForEvent`',
      '',
      'Waits up to 7 days for `order.paid` where `event.data.order_id == async.data.amount`. Returns the event, or `null` on timeout.',
      '',
      '- Not sent by name in this workspace.',
    ].join('\n'),
  );
});

test('a sleep says how long and until when', async () => {
  expect(await hovered("order.ts: 'res|t'")).toMatch(
    /Sleeps for 1 hour 30 minutes\. .* If started now, it ends on \w{3}, \d+ \w{3,4} 20\d\d/,
  );
  expect(await hovered("order.ts: 'the|n'")).toContain('Sleeps until Thu, 1 May 2031');
});

test('an invoke leads to its function, a sent event to what it starts', async () => {
  expect(await hovered("order.ts: 'cal|l'")).toContain(
    'Invokes the function [`ship`](ship.ts#L2) and waits for its result up to 1 hour.',
  );
  expect(await hovered("order.ts: 'tel|l'")).toContain(
    '- Starts [`ship`](ship.ts#L2) and [`all`](ship.ts#L5).',
  );
});

test('a function: what starts it, and its flow control', async () => {
  const words = [
    '**`Take an order`** · function `shop-order`',
    '',
    '- Started by `order.made` where `event.data.items.size() > 0`.',
    '- Runs at most 10 steps at once per `event.data.order_id`.',
    '- Runs at most 1,000 steps at once, across the account.',
    '- Starts at most 5 runs per 1 hour 30 minutes; further runs are queued.',
    '- Starts with the last event once none has arrived for 10 seconds, after 5 minutes at the latest.',
    '- Cancelled by `order.stopped` where `event.data.order_id == async.data.order_id`, within 2 days of the start of the run.',
    '- Cancelled if not started within 10 minutes or if not finished within `limit`.',
    '- Each step is retried up to 2 times.',
    '- Has an `onFailure` handler.',
  ].join('\n');
  expect(await hovered('order.ts: inngest.create|Function')).toBe(words);
  expect(await hovered("order.ts: id: 'ord|er'"), 'also at its id').toBe(words);
  expect(await hovered("ship.ts: id: 'od|d'")).toMatch(/at most 1 step at once.*up to 1 time\.$/s);
  expect(await hovered("ship.ts: id: 'sh|ip'")).toContain('- Each step is retried up to 4 times (default).');
});

test('a cron in plain English, with its next times in its zone', async () => {
  const words = await hovered('ship.ts: TZ=Europe/Berlin 30 |9');
  expect(words).toMatch(/^\*\*At 09:30, Monday through Friday, Europe\/Berlin\*\*\n\nNext:\n/);
  const times = words?.split('\n').filter((line) => line.startsWith('- ')) ?? [];
  expect(times).toHaveLength(5);
  for (const time of times) expect(time).toMatch(/^- (Mon|Tue|Wed|Thu|Fri), .* 09:30 (CET|CEST|GMT\+[12])$/);
  expect(await hovered("ship.ts: '61 |*"), 'a wrong one is for the diagnostics').toBe(null);
});

test('a duration in words, with its purpose', async () => {
  expect(await hovered("order.ts: period: '1h|30m'")).toBe(
    '**1 hour 30 minutes**\n\nThe limit counts runs started within this time.',
  );
  expect(await hovered("order.ts: timeout: '2 d|ays'")).toMatch(/^\*\*2 days\*\*\n\nCounted from the start/);
  expect(await hovered("order.ts: timeout: '7|d'")).toMatch(/^\*\*7 days\*\*.*From now: until/s);
});

test('a field in an expression, with its event', async () => {
  expect(await hovered('order.ts: event.data.it|ems.size()')).toBe(
    '```ts\nevent.data.items: { sku: string; count: number }[]\n```\nField of `order.made`.',
  );
  expect(await hovered('order.ts: async.data.am|ount')).toContain(
    'async.data.amount: number\n```\nField of `order.paid`.',
  );
  expect(await hovered("order.ts: match: 'data.ord|er_id'")).toContain(
    'data.order_id: string\n```\nMust be equal in `order.made` and `order.stopped`.',
  );
});

test('other code has no hover', async () => {
  expect(await hovered("client.ts: Labels['na|me']"), 'the key of some other type').toBe(null);
  expect(await hovered('route.ts: async func|tion')).toBe(null);
  expect(await hovered("route.ts: order_id: '|1'")).toBe(null);
});
