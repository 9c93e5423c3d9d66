/** The graph view in a plain page, with graphs and recorded runs in place of the extension. */

import { render } from 'preact';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { foldRunEntries } from '../../../runtime/src/contract/run-fold.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Channel } from '../channel.ts';
import { GraphApp } from '../graph/graph-app.tsx';
import { createGraphLayouts } from '../graph/graph-layouts.ts';
import { elkWorker } from '../layout/run-elk-worker.ts';
import { makeOverlay } from '../overlay/make-overlay.ts';
import type { FromWebview, PanelState, ToWebview } from '../protocol.ts';
import { addPickers, control, measureOnPage } from './dev-controls.ts';
import { contactsImport, hugeGraph, orderFulfilment } from './example-graphs.ts';
import { contactsJournal, orderJournal } from './example-runs.ts';

interface Example {
  graph: WorkflowGraph | null;
  journal: JournalEntry[];
}

const now = Date.now();
const examples: Record<string, Example> = {
  contacts: { graph: contactsImport, journal: contactsJournal(contactsImport.id, now) },
  order: { graph: orderFulfilment, journal: orderJournal(orderFulfilment.id, now) },
  huge: { graph: hugeGraph(320), journal: [] },
  none: { graph: null, journal: [] },
};

const graphPicker = addPickers('graph', Object.keys(examples), 'contacts');
const slider = control<HTMLInputElement>('dev-progress');
const entryText = control<HTMLOutputElement>('dev-entry');
const stale = control<HTMLInputElement>('dev-stale');
const wanted = new URLSearchParams(location.hash.slice(1));

let receive: (message: ToWebview) => void = () => undefined;
const sent: FromWebview[] = [];
// Tests read what the page would have told the extension, and put it into states.
Object.assign(window, { sent, tell: (message: ToWebview) => receive(message) });

const channel: Channel<ToWebview, FromWebview, PanelState> = {
  post(message) {
    sent.push(message);
    if (message.kind === 'ready') showGraph();
    if (message.kind === 'pick-function') {
      graphPicker.value =
        Object.entries(examples).find(([, one]) => one.graph?.id === message.functionId)?.[0] ?? '';
      showGraph();
    }
  },
  listen: (to) => {
    receive = to;
  },
  load: () => JSON.parse(sessionStorage.getItem('panel') ?? 'null') as PanelState | null,
  save: (state) => sessionStorage.setItem('panel', JSON.stringify(state)),
};

function example(): Example {
  return examples[graphPicker.value] ?? { graph: null, journal: [] };
}

function showGraph(): void {
  const { graph, journal } = example();
  slider.max = String(journal.length);
  slider.value = wanted.get('at') ?? String(journal.length);
  receive({
    kind: 'show-graph',
    graph,
    stale: stale.checked,
    message: null,
    uri: null,
    functions: Object.values(examples).flatMap((one) =>
      one.graph ? [{ id: one.graph.id, name: one.graph.name }] : [],
    ),
  });
  showProgress();
}

function showProgress(): void {
  const { graph, journal } = example();
  const entries = journal.slice(0, Number(slider.value));
  const progress = foldRunEntries(entries);
  entryText.value = entries.at(-1)?.kind ?? 'no run';
  receive({
    kind: 'show-run',
    progress,
    overlay: graph && progress ? makeOverlay(graph, progress) : null,
    runs: progress ? [{ runId: progress.runId, status: progress.status, queuedAt: progress.queuedAt }] : [],
  });
}

graphPicker.addEventListener('change', showGraph);
stale.addEventListener('change', showGraph);
slider.addEventListener('input', showProgress);

const measure = measureOnPage();
const runElk = elkWorker('elk-worker.js', (reason) => console.warn(reason));
render(
  <GraphApp channel={channel} layouts={createGraphLayouts(measure, runElk)} measure={measure} />,
  control('steplight'),
);
