/** Which function sends, is started by, waits for, is cancelled by and invokes what. */
import { describe, expect, test } from 'vitest';
import { neighborhood, partOf } from '../../../server/src/event-map.ts';
import { printLinks, printMap } from '../../../server/src/map/print-map.ts';
import { checkMap, mapOfFixture } from '../../support/analysis/check-map.ts';

const client = `
  //- /inngest.ts
  import { Inngest } from 'inngest';
  export const inngest = new Inngest({ id: 'shop' });`;

describe('links', () => {
  test('a function sends, is started, waits, is cancelled and invokes', () => {
    checkMap(
      `//- /orders.ts
      import { inngest } from './inngest';
      export const ship = inngest.createFunction(
        { id: 'ship', cancelOn: [{ event: 'order.cancelled', match: 'data.id' }] },
        { event: 'order.paid' },
        async ({ step }) => {
          await step.waitForEvent('packed', { event: 'order.packed', timeout: '1d', match: 'data.id' });
          await step.invoke('label', { function: label, data: {} });
          await step.sendEvent('tell', [{ name: 'order.shipped', data: {} }, { name: 'mail.wanted', data: {} }]);
        });
      export const label = inngest.createFunction({ id: 'label' }, { cron: '0 9 * * *' }, async () => {});
      ${client}`,
      `shop-ship -sends-> mail.wanted
      order.cancelled -cancels-> shop-ship
      order.packed -resumes-> shop-ship
      order.paid -starts-> shop-ship
      shop-ship -sends-> order.shipped
      shop-ship -invokes-> shop-label
      cron 0 9 * * * -starts-> shop-label
      never sent here: order.cancelled, order.packed, order.paid
      never handled here: mail.wanted, order.shipped`,
    );
  });

  test('code outside of functions sends under the name of its file', () => {
    checkMap(
      `//- /fn.ts
      import { inngest } from './inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'made' }, async () => {});
      //- /routes/make.ts
      import { inngest } from '../inngest';
      export async function POST() { await inngest.send({ name: 'made', data: {} }); }
      ${client}`,
      `/routes/make.ts -sends-> made
      made -starts-> shop-fn`,
    );
  });

  test('what a helper sends with the step of a function is sent by the function', () => {
    checkMap(
      `//- /fn.ts
      import { inngest } from './inngest';
      import { tell } from './helper';
      inngest.createFunction({ id: 'fn' }, { event: 'made' }, async ({ step }) => { await tell(step); });
      //- /helper.ts
      export const tell = async (step) => {
        await step.waitForEvent('w', { event: 'seen', timeout: '1h' });
        await step.sendEvent('s', { name: 'told', data: {} });
      };
      ${client}`,
      `made -starts-> shop-fn
      seen -resumes-> shop-fn
      shop-fn -sends-> told
      never sent here: made, seen
      never handled here: told`,
    );
  });

  test('the failure handler belongs to its function', () => {
    checkMap(
      `//- /fn.ts
      import { inngest } from './inngest';
      inngest.createFunction(
        { id: 'fn', onFailure: async ({ step }) => { await step.sendEvent('s', { name: 'failed', data: {} }); } },
        { event: 'made' }, async ({ step }) => { await step.run('a', () => 1); });
      ${client}`,
      `shop-fn -sends-> failed
      made -starts-> shop-fn
      never sent here: made
      never handled here: failed`,
    );
  });

  test('a wildcard trigger is started by every event with its prefix', () => {
    checkMap(
      `//- /fn.ts
      import { inngest } from './inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'order/*' }, async () => {});
      await inngest.send([{ name: 'order/made' }, { name: 'orders' }]);
      ${client}`,
      `order/* -starts-> shop-fn
      /fn.ts -sends-> order/made
      order/made -starts-> shop-fn
      /fn.ts -sends-> orders
      never handled here: orders`,
    );
  });

  test('the engine sends its own events', () => {
    checkMap(
      `//- /fn.ts
      import { inngest } from './inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'inngest/function.failed' }, async () => {});
      ${client}`,
      'inngest/function.failed -starts-> shop-fn',
    );
  });

  test('a function that is never started here, and an event that is only declared, are marked', () => {
    checkMap(
      `//- /fn.ts
      import { eventType } from 'inngest';
      import { inngest } from './inngest';
      export const spare = eventType('spare');
      inngest.createFunction({ id: 'fn', triggers: [] }, async ({ step }) => { await step.run('a', () => 1); });
      ${client}`,
      `declared only: spare
      never started here: shop-fn`,
    );
  });

  test('two functions with the same ID are separate, each with its own links', () => {
    checkMap(
      `//- /a/fn.ts
      import { inngest } from '../inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'one' }, async ({ step }) => { await step.sendEvent('s', { name: 'x' }); });
      //- /b/fn.ts
      import { inngest } from '../inngest';
      inngest.createFunction({ id: 'fn' }, { event: 'two' }, async ({ step }) => { await step.sendEvent('s', { name: 'y' }); });
      ${client}`,
      `one -starts-> shop-fn (/a/fn.ts:2)
      two -starts-> shop-fn (/b/fn.ts:2)
      shop-fn (/a/fn.ts:2) -sends-> x
      shop-fn (/b/fn.ts:2) -sends-> y
      never sent here: one, two
      never handled here: x, y`,
    );
  });
});

test('every location of a link is listed once', () => {
  const map = mapOfFixture(`//- /fn.ts
    import { inngest } from './inngest';
    inngest.createFunction({ id: 'fn' }, { event: 'made' }, async ({ step }) => {
      await step.sendEvent('a', { name: 'told' });
      await step.sendEvent('b', { name: 'told' });
    });
    ${client}`);
  expect(printMap(map)).toContain('shop-fn -sends-> told  (/fn.ts:3, /fn.ts:4)');
});

const chain = mapOfFixture(`//- /fn.ts
  import { inngest } from './inngest';
  inngest.createFunction({ id: 'a' }, { event: 'one' }, async ({ step }) => { await step.sendEvent('s', { name: 'two' }); });
  inngest.createFunction({ id: 'b' }, { event: 'two' }, async ({ step }) => { await step.sendEvent('s', { name: 'three' }); });
  inngest.createFunction({ id: 'c' }, { event: 'three' }, async () => {});
  ${client}`);

test.each([
  [0, []],
  [1, ['shop-a -sends-> two', 'two -starts-> shop-b']],
  [2, ['one -starts-> shop-a', 'shop-b -sends-> three', 'shop-a -sends-> two', 'two -starts-> shop-b']],
])('%d hops around an event', (hops, links) => {
  const part = partOf(chain, neighborhood(chain, ['event:two'], hops));
  expect(printLinks(part, () => '')).toEqual(links);
});
