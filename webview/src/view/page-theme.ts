import type { ExportTheme } from './draw/export-paint.ts';

/** The theme of a file that is saved from the page. */
export function pageTheme(): ExportTheme {
  return document.body.classList.contains('vscode-light') ? 'light' : 'dark';
}
