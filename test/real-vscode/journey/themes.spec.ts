/** The same waiting run in the themes people use: everything can be read. Leaves a picture of each. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { withVsCode } from '../harness/with-vscode.ts';

/** WCAG 2.2, 1.4.3: text of this size needs at least so much. */
const enoughContrast = 4.5;

const looks = [
  { theme: 'Light Modern', body: 'vscode-light' },
  { theme: 'Dark Modern', body: 'vscode-dark' },
  { theme: 'Dark High Contrast', body: 'vscode-high-contrast' },
  { theme: 'Light High Contrast', body: 'vscode-high-contrast-light' },
];

const opened = withVsCode('sdk4');

beforeAll(async () => {
  const { steplight } = opened;
  await steplight.openGraph();
  await steplight.sendEvent('api/contact_list.uploaded', {
    upload_id: 'themes-1',
    filename: 'valid.csv',
    user_id: 'gustav',
  });
  await steplight.nodeIs('api/contact_list.reviewed', 'waiting');
});

test.each(looks)('the graph of a waiting run can be read in $theme', async ({ theme, body }) => {
  const { session, steplight } = opened;
  await session.workbench.pickTheme(theme);
  await (await steplight.graph()).locator(`body.${body}`).waitFor();
  await session.screenshot(`theme-${theme.toLowerCase().replaceAll(' ', '-')}`);
  const all = await contrasts(await steplight.graph());
  expect(all.map(({ text }) => text)).toEqual(expect.arrayContaining(['true', 'false', 'timed out']));
  const poor = all.filter(({ contrast }) => contrast < enoughContrast);
  expect(poor.map(({ text, contrast }) => `${text}: ${contrast.toFixed(2)}`)).toEqual([]);
});

/** Contrast of each text of the picture with what it stands on: its node, or the label of its edge. */
async function contrasts(graph: Frame): Promise<{ text: string | null; contrast: number }[]> {
  return await graph.locator('[data-node], .sl-edges g:has(> text)').evaluateAll((parts) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    /** Relative luminance (WCAG 2.2) of CSS colors painted over each other. */
    const luminance = (colors: string[]): number => {
      for (const color of colors) {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
      }
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const page = getComputedStyle(document.body).backgroundColor;
    return parts.flatMap((part) => {
      const shape = part.querySelector('.sl-shape, rect');
      const below = shape === null ? [page] : [page, getComputedStyle(shape).fill];
      return [...part.querySelectorAll('text')].map((text) => {
        const both = [luminance(below), luminance([...below, getComputedStyle(text).fill])];
        const [light, dark] = both.sort((a, b) => b - a);
        return { text: text.textContent, contrast: (light! + 0.05) / (dark! + 0.05) };
      });
    });
  });
}
