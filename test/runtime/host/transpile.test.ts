/** What is compiled from the user's code stays the user's. */
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Transpiler } from '../../../runtime/src/host/loading/transpile.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('compiled code cannot be read by other users, even in a folder that was open', () => {
  const folder = temporaryFolder();
  const cache = join(folder.path, 'cache');
  new Transpiler(cache);
  chmodSync(cache, 0o755);
  new Transpiler(cache).transpile(join(folder.path, 'a.ts'), 'export const secret: string = "x";', 'module');
  const files = readdirSync(cache);
  expect([modeOf(cache), files.map((name) => modeOf(join(cache, name)))]).toEqual(['700', ['600']]);
  folder.remove();
});
