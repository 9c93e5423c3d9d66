/** Entry of both pages, the graph panel's and the event map's: they share nearly all of their code. */
import { render } from 'preact';
import { vsCodeChannel } from './channel.ts';
import { GraphApp } from './graph/graph-app.tsx';
import { createGraphLayouts } from './graph/graph-layouts.ts';
import { useTranslations } from './l10n.ts';
import { measureWithCanvas } from './layout/measure-canvas.ts';
import { elkWorker } from './layout/run-elk-worker.ts';
import { MapApp } from './map/map-app.tsx';
import type { FromMap, MapPanelState, ToMap } from './map-protocol.ts';
import type { FromWebview, PanelState, ToWebview } from './protocol.ts';

const root = document.getElementById('steplight');
if (!root) throw new Error('The page has no element "steplight".');

useTranslations(JSON.parse(root.dataset.strings ?? '{}') as Record<string, string>);
const style = getComputedStyle(document.documentElement);
const measure = measureWithCanvas(
  style.getPropertyValue('--vscode-font-family') || 'sans-serif',
  style.getPropertyValue('--vscode-editor-font-family') || 'monospace',
);
if (root.dataset.page === 'map') {
  const channel = vsCodeChannel<ToMap, FromMap, MapPanelState>();
  const runElk = startElk(channel.post);
  render(<MapApp channel={channel} runElk={runElk} measure={measure} />, root);
} else {
  const channel = vsCodeChannel<ToWebview, FromWebview, PanelState>();
  const layouts = createGraphLayouts(measure, startElk(channel.post));
  render(<GraphApp channel={channel} layouts={layouts} measure={measure} />, root);
}

/** Also tells the extension what fails in the page from here on. */
function startElk(
  post: (message: { kind: 'failed'; message: string }) => void,
): ReturnType<typeof elkWorker> {
  window.addEventListener('error', (event) => post({ kind: 'failed', message: event.message }));
  return elkWorker(root?.dataset.workerUri ?? '', (reason) =>
    post({ kind: 'failed', message: `Graph layout is running without a worker: ${reason}` }),
  );
}
