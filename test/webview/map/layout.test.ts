/** Where the map's nodes stand, and the file that is made of it. */
import { expect, test } from 'vitest';
import { largeMap, shopMap } from '../../../webview/src/dev/example-maps.ts';
import { estimateText } from '../../../webview/src/layout/measure.ts';
import { runElkHere } from '../../../webview/src/layout/run-elk-here.ts';
import { layoutMap, mapLayoutKey } from '../../../webview/src/map/map-layout.ts';
import { nothingChosen } from '../../../webview/src/map/map-model.ts';
import { type MapPicture, pictureOf } from '../../../webview/src/map/map-picture.ts';
import { mapNodeName } from '../../../webview/src/map/map-text.ts';
import { eventMapSvg } from '../../../webview/src/public.ts';
import { overlaps } from '../../support/picture/check-layout.ts';
import { checkXml } from '../../support/picture/check-xml.ts';

const layoutOf = (picture: MapPicture) => layoutMap(picture, estimateText, runElkHere);
const shop = pictureOf(shopMap, nothingChosen);

test('nothing overlaps, every edge joins its nodes', async () => {
  for (const picture of [shop, pictureOf(largeMap(470, 300), nothingChosen)]) {
    const layout = await layoutOf(picture);
    expect(overlaps(layout)).toEqual([]);
    for (const { id, from, to } of picture.edges) {
      const points = layout.edges[id]?.points ?? [];
      const [start, end] = [layout.nodes[from], layout.nodes[to]];
      expect(points[0]?.x).toBeCloseTo((start?.x ?? 0) + (start?.width ?? 0));
      expect(points.at(-1)?.x).toBeCloseTo(end?.x ?? 0);
    }
  }
});

test('causes are left of their effects', async () => {
  const { nodes } = await layoutOf(shop);
  const chain = [
    'code:src/routes/checkout.ts',
    'event:shop/order.placed',
    'function:shop-fulfil-order',
    'event:mail/requested',
    'function:shop-send-mail',
  ];
  const xs = chain.map((key) => nodes[key]?.x ?? Number.NaN);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
});

test('or above them, where there is more room', async () => {
  const layout = await layoutMap(shop, estimateText, runElkHere, 'down');
  expect(overlaps(layout)).toEqual([]);
  expect(layout.height).toBeGreaterThan(layout.width / 2);
  const [event, hearer] = ['event:shop/order.placed', 'function:shop-fulfil-order'];
  expect(layout.nodes[hearer]?.y).toBeGreaterThan(layout.nodes[event]?.y ?? Number.NaN);
});

test('lines of different kinds reach a node separately, those of one kind together', async () => {
  const { edges } = await layoutOf(shop);
  const endOf = (id: string) => edges[id]?.points.at(-1)?.y;
  const fulfil = 'function:shop-fulfil-order';
  const kinds = [
    endOf(`starts event:shop/order.placed ${fulfil}`),
    endOf(`resumes event:warehouse/parcel.packed ${fulfil}`),
    endOf(`cancels event:shop/order.cancelled ${fulfil}`),
  ];
  expect(new Set(kinds).size).toBe(3);
  const mail = ['shop-fulfil-order', 'shop-ask-for-review', 'shop-remind-of-cart'];
  expect(new Set(mail.map((id) => endOf(`sends function:${id} event:mail/requested`))).size).toBe(1);
});

test('a change of location in the code does not move the picture', () => {
  const moved = { ...shopMap, links: shopMap.links.map((link) => ({ ...link, places: [] })) };
  expect(mapLayoutKey(pictureOf(moved, nothingChosen))).toBe(mapLayoutKey(shop));
});

test('the file is well-formed and names every member', async () => {
  const svg = await eventMapSvg(shopMap, 'dark');
  checkXml(svg);
  for (const { name } of shopMap.functions) expect(svg).toContain(name);
});

test('names for screen readers include problems', () => {
  const names = shop.nodes.map(mapNodeName);
  expect(names).toContain('warehouse/parcel.packed, event, never sent here');
  expect(names).toContain('report/finished, event, never handled here');
  expect(names).toContain('inngest/function.failed, event, sent by Inngest');
  expect(names).toContain('Fulfil order, function, src/functions/shop-fulfil-order.ts');
});
