/** Which part of the map is drawn for each view. */
import { describe, expect, test } from 'vitest';
import { largeMap, shopMap } from '../../../webview/src/dev/example-maps.ts';
import { mapFromText } from '../../../webview/src/dev/map-notation.ts';
import { groupsOf } from '../../../webview/src/map/map-groups.ts';
import { nothingChosen } from '../../../webview/src/map/map-model.ts';
import { type MapPicture, pictureOf } from '../../../webview/src/map/map-picture.ts';

const large = largeMap(470, 300);

function linesOf({ edges }: MapPicture): string[] {
  const plain = (key: string): string => key.replace(/^\w+:/, '');
  return edges.map(
    ({ from, kind, to, label }) =>
      `${plain(from)} -${kind}-> ${plain(to)}${label && label !== kind ? ` [${label}]` : ''}`,
  );
}

function keysOf({ nodes }: MapPicture): string[] {
  return nodes.map(({ key }) => key).sort();
}

test('a small map is drawn whole', () => {
  const picture = pictureOf(shopMap, nothingChosen);
  expect(picture.scope).toEqual({ kind: 'all' });
  expect(picture.edges).toHaveLength(shopMap.links.length);
  expect(picture.nodes).toHaveLength(
    shopMap.functions.length + shopMap.events.length + shopMap.senders.length,
  );
});

test('an event that is declared but never used is not drawn', () => {
  const map = {
    ...shopMap,
    events: [
      ...shopMap.events,
      {
        key: 'event:spare',
        name: 'spare',
        origin: 'workspace' as const,
        isUnsent: false,
        isUnheard: false,
        declared: [],
      },
    ],
  };
  expect(keysOf(pictureOf(map, nothingChosen))).not.toContain('event:spare');
  expect(keysOf(pictureOf(map, { ...nothingChosen, focus: 'event:spare' }))).toEqual(['event:spare']);
});

test.each([
  [
    1,
    [
      'code:src/routes/checkout.ts',
      'event:shop/order.placed',
      'function:shop-fulfil-order',
      'function:shop-remind-of-cart',
    ],
  ],
  [
    2,
    [
      'code:src/routes/checkout.ts',
      'event:mail/requested',
      'event:shop/cart.abandoned',
      'event:shop/order.cancelled',
      'event:shop/order.placed',
      'event:shop/order.shipped',
      'event:warehouse/parcel.packed',
      'function:shop-charge-card',
      'function:shop-fulfil-order',
      'function:shop-remind-of-cart',
    ],
  ],
])('%d links around an event', (hops, keys) => {
  const picture = pictureOf(shopMap, { ...nothingChosen, focus: 'event:shop/order.placed', hops });
  expect(keysOf(picture)).toEqual(keys);
});

test('a filter shows its matches, with their neighbors', () => {
  const picture = pictureOf(shopMap, { ...nothingChosen, filter: ' Remind ' });
  expect(picture.scope).toEqual({ kind: 'matches', count: 1 });
  expect(linesOf(picture)).toEqual([
    'shop/cart.abandoned -starts-> shop-remind-of-cart',
    'shop-remind-of-cart -sends-> mail/requested',
    'shop/order.placed -resumes-> shop-remind-of-cart',
  ]);
});

test('a focus that is gone from the code shows the whole map', () => {
  expect(pictureOf(shopMap, { ...nothingChosen, focus: 'event:gone' }).scope).toEqual({ kind: 'all' });
});

describe('a map too large to show at once', () => {
  test('is drawn as its groups, with the number of events between them', () => {
    const picture = pictureOf(large, nothingChosen);
    expect(picture.scope).toEqual({ kind: 'groups' });
    expect(keysOf(picture)).toEqual(['elsewhere', ...groupsOf(large).map(({ key }) => key)]);
    expect(picture.nodes.length).toBeLessThan(20);
    expect(linesOf(picture)).toContain('elsewhere -flows-> apps/billing [14 events]');
  });

  test('shows the functions of the group that is picked, and the other groups as one node each', () => {
    const picture = pictureOf(large, { ...nothingChosen, group: 'group:apps/mail' });
    const mail = groupsOf(large).find(({ name }) => name === 'apps/mail');
    const functions = picture.nodes.filter(({ kind }) => kind === 'function').map(({ key }) => key);
    expect(functions.sort()).toEqual([...(mail?.functions ?? [])].sort());
    const ends = new Set(picture.edges.flatMap(({ from, to }) => [from, to]));
    expect(keysOf(picture).filter((key) => !ends.has(key) && !key.startsWith('function:'))).toEqual([]);
  });

  test('every picture of it can be read', () => {
    const sizes = groupsOf(large).map(
      ({ key }) => pictureOf(large, { ...nothingChosen, group: key }).nodes.length,
    );
    expect(Math.max(...sizes)).toBeLessThan(140);
    const around = large.functions.map(
      ({ key }) => pictureOf(large, { ...nothingChosen, focus: key }).nodes.length,
    );
    expect(Math.max(...around)).toBeLessThan(20);
  });
});

describe('groups', () => {
  const one = (app: string | undefined, file: string) => ({
    key: `function:${app}-${file}`,
    id: file,
    name: file,
    ...(app === undefined ? {} : { app }),
    file,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    crons: [],
  });
  const names = (functions: ReturnType<typeof one>[]): string[] =>
    groupsOf({ ...mapFromText(''), functions }).map(({ name, functions: keys }) => `${name} ${keys.length}`);
  const many = (app: string | undefined, folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => one(app, `${folder}/f${index}.ts`));

  test.each([
    ['by app', [one('a', 'x/1.ts'), one('a', 'y/2.ts'), one('b', 'x/3.ts')], ['a 2', 'b 1']],
    [
      'by the first folder in which they differ',
      [one('a', 'src/x/1.ts'), one('a', 'src/y/2.ts')],
      ['src/x 1', 'src/y 1'],
    ],
    ['one folder is one group', [one('a', 'src/1.ts'), one('a', 'src/2.ts')], ['src 2']],
    ['files beside folders', [one('a', 'src/1.ts'), one('a', 'src/x/2.ts')], ['src 1', 'src/x 1']],
    [
      'a large app is split into its folders',
      [...many('a', 'src/x', 30), ...many('a', 'src/y', 30), one('b', 'z/1.ts')],
      ['a · src/x 30', 'a · src/y 30', 'b 1'],
    ],
    [
      'a large folder is split where it forks, and keeps its name where it does not',
      [...many(undefined, 'a/b/c', 50), ...many(undefined, 'd/e', 41), ...many(undefined, 'd/f', 1)],
      ['a 50', 'd/e 41', 'd/f 1'],
    ],
    ['a file without a folder', [one('a', '1.ts')], ['. 1']],
  ])('%s', (_name, functions, expected) => {
    expect(names(functions)).toEqual(expected);
  });
});
