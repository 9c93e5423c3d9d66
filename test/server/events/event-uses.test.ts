/** Where events are named, and what for, in the forms of every SDK. */
import { test } from 'vitest';
import { checkEventUses } from '../../support/analysis/check-events.ts';

const client = `import { EventSchemas, eventType, Inngest, staticSchema } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
`;

test('a function is started, waits, sends and is cancelled', () => {
  checkEventUses(
    `${client}
inngest.createFunction(
  { id: 'order', cancelOn: [{ event: 'order.cancelled', match: 'data.id' }] },
  { event: 'order.made' },
  async ({ step }) => {
    await step.waitForEvent('paid', { event: 'order.paid', timeout: '1d' });
    await step.sendEvent('tell', { name: 'order.done', data: {} });
  },
);
await inngest.send({ name: 'order.made', data: {} });`,
    `starts order.made \`order.made\` in shop-order
     cancels order.cancelled \`order.cancelled\` in shop-order
     waits order.paid \`order.paid\` in shop-order
     sends order.done \`order.done\` in shop-order
     sends order.made \`order.made\``,
  );
});

test('SDK 1 and 2 name the event first', () => {
  checkEventUses(
    `import { Inngest } from 'inngest';
const inngest = new Inngest({ name: 'Shop' });
inngest.createFunction({ name: 'Order' }, 'order.made', async ({ step }) => {
  await step.waitForEvent('order.paid', { timeout: '1d' });
  await step.sendEvent('order.done', { data: {} });
  await step.sendEvent({ name: 'order.told', data: {} });
  await inngest.send('order.logged', { data: {} });
});`,
    `starts order.made \`order.made\` in shop-order
     waits order.paid \`order.paid\` in shop-order
     sends order.done \`order.done\` in shop-order
     sends order.told \`order.told\` in shop-order
     sends order.logged \`order.logged\` in shop-order`,
  );
});

test('SDK 4 carries names in event types', () => {
  checkEventUses(
    `${client}
const made = eventType('order.made', { schema: staticSchema<{ id: string }>() });
inngest.createFunction({ id: 'order', triggers: [made, { event: 'order.again' }] }, async ({ step }) => {
  await step.waitForEvent('w', { event: made, timeout: '1d' });
  await inngest.send(made.create({ id: '1' }));
});`,
    `starts order.made \`made\` in shop-order spelled /main.ts \`order.made\`
     starts order.again \`order.again\` in shop-order
     declares order.made \`order.made\`
     waits order.made \`made\` in shop-order spelled /main.ts \`order.made\`
     sends order.made \`made\` in shop-order spelled /main.ts \`order.made\``,
  );
});

test('constants, records and enums lead to where the name is written', () => {
  checkEventUses(
    `${client}import { Names, Kind, cancelled, done } from './names';
inngest.createFunction({ id: 'first' }, { event: cancelled }, async () => {});
inngest.createFunction({ id: 'order' }, { event: Names.made }, async ({ step }) => {
  await step.waitForEvent('w', { event: Kind.Paid, timeout: '1d' });
  await step.sendEvent('tell', { name: done, data: {} });
  await step.sendEvent('tell', { name: \`order.\${x}\`, data: {} });
});
//- /names.ts
export const Names = { made: 'order.made' } as const;
export const cancelled = 'order.cancelled';
export enum Kind { Paid = 'order.paid' }
const prefix = 'order';
export const done = \`\${prefix}.done\`;
`,
    `starts order.cancelled \`cancelled\` in shop-first spelled /names.ts \`order.cancelled\`
     starts order.made \`Names.made\` in shop-order spelled /names.ts \`order.made\`
     waits order.paid \`Kind.Paid\` in shop-order spelled /names.ts \`order.paid\`
     sends order.done \`done\` in shop-order not spelled`,
  );
});

test('payloads are found in lists, maps, conditionals, functions and lists that are filled later', () => {
  checkEventUses(
    `${client}
const made = (id: string) => ({ name: 'a', data: { id } });
function both() {
  if (x) return { name: 'b', data: {} };
  return [{ name: 'c', data: {} }];
}
async function work() {
  const later = [];
  for (const id of ids) later.push({ name: 'd', data: { id } });
  await inngest.send(later);
  await inngest.send(made('1'));
  await inngest.send(both());
  await inngest.send(ids.map((id) => ({ name: 'e', data: { id } })));
  await inngest.send(ids.map((id) => { return { name: 'f', data: { id } }; }));
  await inngest.send(x ? { name: 'g', data: {} } : { name: 'h', data: {} });
  await inngest.send([...rest, { name: 'i', data: {} }]);
}`,
    'dabcefghi'
      .split('')
      .map((name) => `sends ${name} \`${name}\``)
      .join('\n'),
  );
});

test('a payload from another file is sent at the location of the call', () => {
  checkEventUses(
    `${client}import { payload } from './payload';
await inngest.send(payload);
//- /payload.ts
export const payload = { name: 'order.made', data: {} };`,
    'sends order.made `payload` spelled /payload.ts `order.made`',
  );
});

test('types and validators declare events', () => {
  checkEventUses(
    `import { EventSchemas, Inngest } from 'inngest';
import type { Events } from './events';
type Union = { name: 'u.one'; data: {} } | { name: 'u.two'; data: {} };
const schemas = new EventSchemas().fromRecord<Events>().fromUnion<Union>()
  .fromZod({ 'z.one': { data: z.object({}) } })
  .fromZod([z.object({ name: z.literal('z.two') })]);
//- /events.ts
interface Base { 'base.made': { data: {} } }
export interface More extends Base { 'more.made': { data: {} } }
export type Events = { 'order.made': { data: {} }; plain: { data: {} } } & More;`,
    `declares z.two \`z.two\`
     declares z.one \`z.one\`
     declares u.one \`u.one\`
     declares u.two \`u.two\`
     declares order.made \`order.made\` spelled /events.ts \`order.made\`
     declares plain \`plain\` spelled /events.ts \`plain\`
     declares base.made \`base.made\` spelled /events.ts \`base.made\`
     declares more.made \`more.made\` spelled /events.ts \`more.made\``,
  );
});

test('code that compares an event name mentions the event', () => {
  checkEventUses(
    `${client}
type Data = Events['order.made']['data'];
if (event.name === 'order.paid') work();
switch (event.name) { case 'order.done': break; }
if (user.name === 'Ada') work();`,
    `mentions order.made \`order.made\`
     mentions order.paid \`order.paid\`
     mentions order.done \`order.done\``,
  );
});

test('what another library sends is not an event', () => {
  checkEventUses(
    `analytics.sendEvent({ name: 'click' });
mailer.send({ name: 'Ada' });`,
    '',
  );
});

test('a wrapper’s caller names the events', () => {
  checkEventUses(
    `${client}
function job(id: string, event: string, handler: Handler) {
  return inngest.createFunction({ id, cancelOn: [{ event: \`\${event}.stop\` }] }, { event }, handler);
}
export const ship = job('ship', 'order.made', async ({ step }) => {
  await step.sendEvent('tell', { name: 'order.shipped', data: {} });
});`,
    `starts order.made \`order.made\` in shop-ship
     cancels order.made.stop \`\`\${event}.stop\`\` in shop-ship not spelled
     sends order.shipped \`order.shipped\` in shop-ship`,
  );
});

test('a function that is defined elsewhere is started where it is defined', () => {
  checkEventUses(
    `${client}import { jobs } from './jobs';
for (const job of jobs) inngest.createFunction({ id: job.id }, { event: job.event }, job.handler);
//- /jobs.ts
export const jobs = [{ id: 'ship', event: 'order.made', handler: async ({ step }) => {} }];`,
    'starts order.made `order.made` in shop-ship spelled /jobs.ts `order.made`',
  );
  checkEventUses(
    `${client}import { job } from './job';
inngest.createFunction(job.config, job.trigger, job.handler);
//- /job.ts
const made = { event: 'order.made' };
export const job = { config: { id: 'ship' }, trigger: made, handler: async ({ step }) => {} };`,
    'starts order.made `job.trigger` in shop-ship spelled /job.ts `order.made`',
  );
});
