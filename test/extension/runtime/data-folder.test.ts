import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { runtimeDataFolder } from '../../../extension/src/runtime/data-folder.ts';

test('the same folder always has the same data folder', () => {
  expect(runtimeDataFolder('/storage', '/home/a/shop')).toBe(runtimeDataFolder('/storage', '/home/a/shop'));
});

test('folders with the same name do not share data, and the name is recognizable', () => {
  const one = runtimeDataFolder('/storage', '/home/a/shop');
  expect(one).not.toBe(runtimeDataFolder('/storage', '/home/b/shop'));
  expect(basename(one)).toMatch(/^shop-[0-9a-f]{12}$/);
});

test('names that are not valid file names, and no folder at all', () => {
  expect(basename(runtimeDataFolder('/storage', '/home/a/my shop: new'))).toMatch(
    /^my-shop-new-[0-9a-f]{12}$/,
  );
  expect(basename(runtimeDataFolder('/storage', null))).toBe('no-folder');
});
