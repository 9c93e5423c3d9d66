/** How messages and the user change what the map's page shows, and what its details say. */
import { describe, expect, test } from 'vitest';
import { shopMap } from '../../../webview/src/dev/example-maps.ts';
import { factsOf } from '../../../webview/src/map/map-facts.ts';
import {
  brightKeys,
  initialMapState,
  isListShown,
  type MapAction,
  type MapState,
  nothingChosen,
  reduceMap,
} from '../../../webview/src/map/map-model.ts';
import { pictureOf } from '../../../webview/src/map/map-picture.ts';

const layout = { width: 0, height: 0, nodes: {}, groups: {}, edges: {} };

function after(...actions: MapAction[]): MapState {
  const start: MapAction[] = [
    { kind: 'show-map', map: shopMap, message: null },
    { kind: 'layout-ready', picture: pictureOf(shopMap, nothingChosen), layout, flow: 'right' },
  ];
  return [...start, ...actions].reduce(reduceMap, initialMapState(null));
}

const mail = 'event:mail/requested';

test('back goes one step at a time: details, neighborhood, filter', () => {
  const state = after(
    { kind: 'filter', text: 'mail' },
    { kind: 'focus', key: mail },
    { kind: 'select', key: 'function:shop-send-mail' },
  );
  const steps = [state];
  for (let step = 0; step < 3; step += 1) steps.push(reduceMap(steps.at(-1) as MapState, { kind: 'back' }));
  expect(steps.map(({ choice, selected }) => [choice.filter, choice.focus, selected])).toEqual([
    ['mail', mail, 'function:shop-send-mail'],
    ['mail', mail, null],
    ['mail', null, null],
    ['', null, null],
  ]);
});

test('typing in the filter shows the whole map again', () => {
  const { choice, selected } = after({ kind: 'focus', key: mail }, { kind: 'filter', text: 'cart' });
  expect([choice, selected]).toEqual([{ ...nothingChosen, filter: 'cart' }, null]);
});

test('a member that is gone from the code is no longer selected', () => {
  const without = { ...shopMap, events: shopMap.events.filter(({ key }) => key !== mail) };
  expect(
    after({ kind: 'select', key: mail }, { kind: 'show-map', map: without, message: null }).selected,
  ).toBe(null);
  expect(
    after({ kind: 'select', key: mail }, { kind: 'show-map', map: shopMap, message: null }).selected,
  ).toBe(mail);
});

test('a selected member and its neighbors are highlighted', () => {
  expect([...(brightKeys(after({ kind: 'select', key: mail })) ?? [])].sort()).toEqual([
    mail,
    'function:shop-ask-for-review',
    'function:shop-fulfil-order',
    'function:shop-remind-of-cart',
    'function:shop-send-mail',
  ]);
  expect(brightKeys(after())).toBe(null);
});

test('the list is shown for a map that needs one, or when asked for', () => {
  expect(isListShown(after())).toBe(false);
  expect(isListShown(after({ kind: 'toggle-list' }))).toBe(true);
});

describe('details', () => {
  const told = (key: string): string[] =>
    factsOf(shopMap, key).map(({ title, facts }) => `${title}: ${facts.map(({ name }) => name).join(', ')}`);

  test('of a function', () => {
    expect(told('function:shop-fulfil-order')).toEqual([
      'Started by: shop/order.placed',
      'Waits for: warehouse/parcel.packed',
      'Cancelled by: shop/order.cancelled',
      'Sends: mail/requested, shop/order.shipped',
      'Invokes: Charge card',
    ]);
    expect(told('function:shop-weekly-report')[0]).toBe('Started by: cron 0 7 * * 1');
  });

  test('of an event', () => {
    expect(told('event:shop/order.placed')).toEqual([
      'Sent by: src/routes/checkout.ts',
      'Starts: Fulfil order',
      'Resumes: Remind of cart',
    ]);
  });

  test('of other code', () => {
    expect(told('code:src/routes/checkout.ts')).toEqual(['Sends: shop/cart.abandoned, shop/order.placed']);
  });
});
