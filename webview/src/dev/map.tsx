/** The event map in a plain page, with example maps in place of the extension. */

import { render } from 'preact';
import type { EventMap } from '../../../server/src/event-map.ts';
import type { Channel } from '../channel.ts';
import { elkWorker } from '../layout/run-elk-worker.ts';
import { MapApp } from '../map/map-app.tsx';
import type { FromMap, MapPanelState, ToMap } from '../map-protocol.ts';
import { addPickers, control, measureOnPage } from './dev-controls.ts';
import { largeMap, shopMap } from './example-maps.ts';

const examples: Record<string, EventMap | null> = {
  shop: shopMap,
  large: largeMap(470, 300),
  none: { version: 1, functions: [], events: [], senders: [], links: [] },
};

const mapPicker = addPickers('map', Object.keys(examples), 'shop');

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

mapPicker.addEventListener('change', showMap);

const measure = measureOnPage();
const runElk = elkWorker('elk-worker.js', (reason) => console.warn(reason));
render(<MapApp channel={channel} runElk={runElk} measure={measure} />, control('steplight'));
