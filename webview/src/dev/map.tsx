/** The event map in a plain page, with example maps in place of the extension. */
import { render } from 'preact';
import type { EventMap } from '../../../server/src/event-map.ts';
import type { Channel } from '../channel.ts';
import { measureWithCanvas } from '../layout/measure-canvas.ts';
import { elkWorker } from '../layout/run-elk-worker.ts';
import { MapApp } from '../map/map-app.tsx';
import type { FromMap, MapPanelState, ToMap } from '../map-protocol.ts';
import { largeMap, shopMap } from './example-maps.ts';

const examples: Record<string, EventMap | null> = {
  shop: shopMap,
  large: largeMap(470, 300),
  none: { version: 1, functions: [], events: [], senders: [], links: [] },
};
const themes = ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light'];

const mapPicker = document.getElementById('dev-graph') as HTMLSelectElement;
const themePicker = document.getElementById('dev-theme') as HTMLSelectElement;
for (const name of Object.keys(examples)) mapPicker.add(new Option(name));
for (const name of themes) themePicker.add(new Option(name));
const wanted = new URLSearchParams(location.hash.slice(1));
mapPicker.value = wanted.get('map') ?? 'shop';
themePicker.value = wanted.get('theme') ?? 'vscode-dark';

let receive: (message: ToMap) => void = () => undefined;
const sent: FromMap[] = [];
// Tests read what the page would have told the extension, and put it into states.
Object.assign(window, { sent, tell: (message: ToMap) => receive(message) });

const channel: Channel<ToMap, FromMap, MapPanelState> = {
  post(message) {
    sent.push(message);
    if (message.kind === 'ready') showMap();
  },
  listen: (to) => {
    receive = to;
  },
  load: () => null,
  save: () => undefined,
};

function showMap(): void {
  receive({ kind: 'show-map', map: examples[mapPicker.value] ?? null, message: null });
  receive({ kind: 'show-runs', runs: { 'function:shop-fulfil-order': { total: 3, active: 1, failed: 1 } } });
}

function showTheme(): void {
  const classes =
    themePicker.value === 'vscode-high-contrast-light'
      ? ['vscode-high-contrast-light', 'vscode-light']
      : [themePicker.value];
  document.body.className = classes.join(' ');
}

mapPicker.addEventListener('change', showMap);
themePicker.addEventListener('change', showTheme);
showTheme();

const style = getComputedStyle(document.documentElement);
const measure = measureWithCanvas(
  style.getPropertyValue('--vscode-font-family'),
  style.getPropertyValue('--vscode-editor-font-family'),
);
const runElk = elkWorker('elk-worker.js', (reason) => console.warn(reason));
render(
  <MapApp channel={channel} runElk={runElk} measure={measure} />,
  document.getElementById('steplight') as HTMLElement,
);
