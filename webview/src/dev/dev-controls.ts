/** What the development pages have in common: pickers, the editor's themes and the measuring of text. */

import type { MeasureText } from '../layout/measure.ts';
import { measureWithCanvas } from '../layout/measure-canvas.ts';

const themes = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];

export function control<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** The examples to choose from, and the editor's theme; the first choice is in the address, after `#`. */
export function addPickers(
  key: 'graph' | 'map' | 'run',
  names: readonly string[],
  first: string,
): HTMLSelectElement {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const picker = control<HTMLSelectElement>('dev-graph');
  for (const name of names) picker.add(new Option(name));
  picker.value = wanted.get(key) ?? first;
  const themePicker = control<HTMLSelectElement>('dev-theme');
  for (const name of themes) themePicker.add(new Option(name));
  themePicker.value = wanted.get('theme') ?? 'vscode-dark';
  const showTheme = (): void => {
    const isLightContrast = themePicker.value === 'vscode-high-contrast-light';
    document.body.className = isLightContrast ? 'vscode-high-contrast-light vscode-light' : themePicker.value;
  };
  themePicker.addEventListener('change', showTheme);
  showTheme();
  return picker;
}

/** In the fonts of the page's theme. */
export function measureOnPage(): MeasureText {
  const style = getComputedStyle(document.documentElement);
  return measureWithCanvas(
    style.getPropertyValue('--vscode-font-family'),
    style.getPropertyValue('--vscode-editor-font-family'),
  );
}
