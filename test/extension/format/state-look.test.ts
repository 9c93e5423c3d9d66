/**
 * One icon per state: the pictures of gutter and views are those of the graph, in the colors of the manifest.
 * `UPDATE=1 vitest run test/extension/format/state-look.test.ts` draws them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type LookName, lookNames, stateLook } from '../../../extension/src/format/state-look.ts';
import { runLooks, statusLooks } from '../../../webview/src/view/draw/appearance.ts';
import { icons } from '../../../webview/src/view/draw/icons.ts';

const root = resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const colors: { id: string; defaults: Record<string, string> }[] = manifest.contributes.colors;

function colorOf(name: LookName, theme: 'dark' | 'light'): string {
  const color = colors.find(({ id }) => id === stateLook(name).color)?.defaults[theme];
  if (color === undefined) throw new Error(`package.json has no color ${stateLook(name).color}.`);
  return color;
}

function picture(name: LookName, theme: 'dark' | 'light'): string {
  const { icon, animated } = statusLooks[name];
  const turning = animated
    ? '<animateTransform attributeName="transform" type="rotate" from="0 8 8" to="360 8 8" dur="1s" repeatCount="indefinite"/>'
    : '';
  const path = `<path d="${icons[icon]}" fill="none" stroke="${colorOf(name, theme)}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" viewBox="0 0 16 16" width="16" height="16">${path}${turning === '' ? '/>' : `>${turning}</path>`}</svg>\n`;
}

test.each(lookNames.flatMap((name) => (['dark', 'light'] as const).map((theme) => [name, theme] as const)))(
  'the picture of %s for %s themes',
  (name, theme) => {
    const file = join(root, `extension/media/gutter/${name}-${theme}.svg`);
    const drawn = picture(name, theme);
    if (process.env.UPDATE === '1') writeFileSync(file, drawn);
    expect(readFileSync(file, 'utf8')).toBe(drawn);
  },
);

test('a run looks the same in a view as on the graph', () => {
  const statuses = Object.keys(runLooks) as (keyof typeof runLooks)[];
  expect(statuses.map((status) => stateLook(status).name)).toEqual(
    statuses.map((status) => runLooks[status]),
  );
});

test('no two states have the same icon', () => {
  const pictures = lookNames.map((name) => statusLooks[name].icon);
  expect(new Set(pictures).size).toBe(pictures.length);
});
