/** The picture takes every color from the editor's theme. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { edgeLooks, statusLooks } from '../../../webview/src/view/draw/appearance.ts';
import { exportPaint } from '../../../webview/src/view/draw/export-paint.ts';
import { themePaint } from '../../../webview/src/view/draw/paint.ts';

const source = join(import.meta.dirname, '../../../webview/src');
const names = 'white|black|red|green|blue|yellow|orange|purple|gr[ae]y|silver|navy|teal';
/** In TypeScript a color's name may be a role; as an attribute or in a style sheet it is a color. */
const color = new RegExp(
  `#[\\da-f]{3,8}\\b|\\b(?:rgba?|hsla?|oklch)\\(|(?:fill|stroke|color)=["'](?:${names})["']|:[^;{"']*\\b(?:${names})\\b[^"']*;$`,
  'i',
);

test('no color is hard-coded outside the development page and the colors of SVG files', () => {
  const found = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/]dev[\\/]/.test(file) && !file.endsWith('export-paint.ts'))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line, index) => ({ line, place: `${relative(source, file)}:${index + 1}` }))
        .filter(({ line }) => color.test(line.replace(/--[\w-]+/g, '')))
        .map(({ line, place }) => `${place} ${line.trim()}`),
    );
  expect(found).toEqual([]);
});

test('every variable that the picture uses is defined from the theme', () => {
  const css = readFileSync(join(source, 'view/theme.css'), 'utf8');
  const defined = new Set([...css.matchAll(/^\s*(--sl-[\w-]+):/gm)].map((match) => match[1]));
  const used = [...(css + JSON.stringify(themePaint)).matchAll(/var\((--sl-[\w-]+)/g)].map(
    (match) => match[1],
  );
  expect(used.filter((name) => !defined.has(name))).toEqual([]);
});

test('states differ by icon or word, not by color alone', () => {
  const looks = Object.entries(statusLooks).filter(([status]) => status !== 'passed');
  expect(new Set(looks.map(([, look]) => look.icon)).size).toBe(looks.length);
  expect(new Set(looks.map(([, look]) => look.word)).size).toBe(looks.length);
  const special = Object.values(edgeLooks).filter((look) => look.color !== 'edge');
  expect(special.every((look) => look.dash !== null)).toBe(true);
});

/** WCAG 2 contrast of two `#rrggbb` colors. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test.each(Object.entries(exportPaint))('texts of %s SVG files can be read', (_, paint) => {
  for (const role of ['text', 'quietText', 'red', 'orange'] as const) {
    expect(contrast(paint[role], paint.node), role).toBeGreaterThanOrEqual(4.5);
  }
  for (const role of ['green', 'blue', 'yellow', 'purple', 'edge'] as const) {
    expect(contrast(paint[role], paint.canvas), role).toBeGreaterThanOrEqual(role === 'edge' ? 2.5 : 3);
  }
});
