/** Entry of the graph panel's page. */
import { render } from 'preact';
import { App } from './app.tsx';
import { vsCodeChannel } from './channel.ts';
import { measureWithCanvas } from './layout/measure-canvas.ts';
import { elkWorker } from './layout/run-elk-worker.ts';
import { createLayoutService } from './layout-service.ts';
import { useTranslations } from './words.ts';

const root = document.getElementById('steplight');
if (!root) throw new Error('The page has no element "steplight".');

useTranslations(JSON.parse(root.dataset.strings ?? '{}') as Record<string, string>);
const channel = vsCodeChannel();
window.addEventListener('error', (event) => channel.post({ kind: 'failed', message: event.message }));
const style = getComputedStyle(document.documentElement);
const measure = measureWithCanvas(
  style.getPropertyValue('--vscode-font-family') || 'sans-serif',
  style.getPropertyValue('--vscode-editor-font-family') || 'monospace',
);
const runElk = elkWorker(root.dataset.workerUri ?? '', (reason) =>
  channel.post({ kind: 'failed', message: `Graphs are laid out without a worker: ${reason}` }),
);
render(<App channel={channel} layouts={createLayoutService(measure, runElk)} measure={measure} />, root);
