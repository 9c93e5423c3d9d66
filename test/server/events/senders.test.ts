/** Functions that send what they are given: their callers name the events. */
import { test } from 'vitest';
import { checkEventUses } from '../../support/analysis/check-events.ts';

const lib = `
//- /lib.ts
import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
export async function emit(name: string, data: object) { await inngest.send({ name, data }); }
export const publish = (event: Event) => inngest.send(event);
export const publishAll = async ({ events }: { events: Event[] }) => { await inngest.send(events); };
export const later = (kind: string) => emit(\`order.\${kind}\`, {});
export const emitMade = (data: object) => inngest.send({ name: 'order.made', data });
export class Bus {
  send(name: string) { return inngest.send({ name, data: {} }); }
  post(name: string) { return this.send(name); }
}
export const bus = new Bus();
`;

test('a name that is passed on is sent by the caller', () => {
  checkEventUses(
    `import { emit } from './lib';
await emit('order.paid', {});
await emit(unknown, {});${lib}`,
    'sends order.paid `order.paid`',
  );
});

test('so is a payload, and a list of them', () => {
  checkEventUses(
    `import { publish, publishAll } from './lib';
await publish({ name: 'order.paid', data: {} });
await publishAll({ events: [{ name: 'order.done' }, ...rest] });${lib}`,
    `sends order.paid \`order.paid\`
     sends order.done \`order.done\``,
  );
});

test('senders call senders, and concatenate names', () => {
  checkEventUses(
    `import { later } from './lib';
later('shipped');${lib}`,
    'sends order.shipped `later` not spelled',
  );
});

test('methods are senders, too', () => {
  checkEventUses(
    `import { bus } from './lib';
bus.post('order.posted');${lib}`,
    'sends order.posted `order.posted`',
  );
});

test('a name in the sender itself is sent there, and not by its callers', () => {
  checkEventUses(
    `import { emitMade } from './lib';
emitMade({ id: 1 });${lib}`,
    '',
  );
});

test('a function of the same name that sends nothing is not a sender', () => {
  checkEventUses(
    `import { emit } from './other';
emit('order.paid');
//- /other.ts
export function emit(name: string) { console.log(name); }${lib}`,
    '',
  );
});

test('a function that sends through a sender sends what it names', () => {
  checkEventUses(
    `import { Inngest } from 'inngest';
import { emit } from './lib';
const inngest = new Inngest({ id: 'shop' });
inngest.createFunction({ id: 'order' }, { event: 'order.made' }, async ({ step }) => {
  await step.run('tell', () => emit('order.told', {}));
});${lib}`,
    `starts order.made \`order.made\` in shop-order
     sends order.told \`order.told\` in shop-order`,
  );
});

test('a function that passes data on under its own name is not a sender', () => {
  checkEventUses(
    `import { tell } from './tell';
tell('order.secret');
//- /tell.ts
import { emit } from './lib';
export const tell = (data: string) => emit('order.told', data);${lib}`,
    '',
  );
});
