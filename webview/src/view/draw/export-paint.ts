/** Colors of SVG files, which have no editor theme around them. The only colors written as such. */
import type { Paint } from './paint.ts';

export type ExportTheme = 'light' | 'dark';

const families = {
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  codeFont: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
};

export const exportPaint: Record<ExportTheme, Paint> = {
  light: {
    canvas: '#ffffff',
    node: '#fbfbfc',
    line: '#d3d6db',
    text: '#1f2328',
    quietText: '#5c6570',
    group: '#f4f5f7',
    edge: '#98a0ab',
    red: '#c72e2e',
    green: '#2c7d2c',
    blue: '#0b6bcb',
    yellow: '#93690a',
    orange: '#b5560b',
    purple: '#7445a8',
    neutral: '#5c6570',
    ...families,
  },
  dark: {
    canvas: '#1f1f1f',
    node: '#262729',
    line: '#42464c',
    text: '#e2e4e7',
    quietText: '#9da5b0',
    group: '#232425',
    edge: '#6c737d',
    red: '#f48771',
    green: '#89d185',
    blue: '#4daafc',
    yellow: '#d7ba4a',
    orange: '#e0965c',
    purple: '#b99be6',
    neutral: '#9da5b0',
    ...families,
  },
};
