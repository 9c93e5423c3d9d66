/** The page that compares two runs: its life, and the typed channel to it. */
import * as vscode from 'vscode';
import { preview } from '../../../runtime/src/contract/preview.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { isImportedId } from '../../../runtime/src/history/exported-run.ts';
import type { Difference, RunComparison } from '../../../runtime/src/history/run-comparison.ts';
import type {
  ComparedCell,
  ComparedHead,
  ComparedRow,
  ComparisonPanelState,
  FromComparison,
  ShownComparison,
  ToComparison,
} from '../../../webview/src/comparison-protocol.ts';
import type { HandlersOf } from '../../../webview/src/protocol.ts';
import type { Comparisons } from '../graphs/comparisons.ts';
import type { Log } from '../log.ts';
import type { Runs } from '../runtime/runs.ts';
import { type ComparedPart, ComparedValues } from './compared-values.ts';
import { fillPage, panelIcon } from './page-html.ts';
import { SinglePanel } from './single-panel.ts';

const comparisonViewType = 'steplight.comparison';
/** Characters of JSON: the page shows values at a glance, the diff editor shows them whole. */
const longValue = 2_000;

export interface ComparisonParts {
  extensionUri: vscode.Uri;
  comparisons: Comparisons;
  values: ComparedValues;
  log: Log;
}

export class ComparisonPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: ComparisonParts;
  readonly #subscriptions: vscode.Disposable[];
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  #isReady = false;
  /** What the page shows: it stays when the comparison ends elsewhere. */
  #shown: RunComparison | null = null;

  constructor(panel: vscode.WebviewPanel, parts: ComparisonParts, state?: Partial<ComparisonPanelState>) {
    this.#panel = panel;
    this.#parts = parts;
    panel.iconPath = panelIcon(parts.extensionUri);
    this.#subscriptions = [
      panel.onDidDispose(() => {
        this.dispose();
        parts.comparisons.stop();
      }),
      panel.webview.onDidReceiveMessage((message: FromComparison) => this.#receive(message)),
      parts.comparisons.onDidChange(() => this.#show()),
    ];
    fillPage(panel.webview, parts.extensionUri, 'comparison');
    if (state?.a && state.b) void parts.comparisons.compare(state.a, state.b);
  }

  static create(parts: ComparisonParts): ComparisonPanel {
    const title = vscode.l10n.t('Compare Runs');
    const panel = vscode.window.createWebviewPanel(comparisonViewType, title, vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    return new ComparisonPanel(panel, parts);
  }

  reveal(): void {
    this.#panel.reveal();
    this.#show();
  }

  readonly #handlers: HandlersOf<FromComparison> = {
    ready: () => {
      this.#isReady = true;
      this.#show();
    },
    'open-values': ({ row }) => void this.#openValues(row),
    'open-code': ({ row }) => {
      const step = this.#stepOf(row);
      if (step) execute('steplight.revealStep', step.runId, step.hashedId);
    },
    'show-on-graph': () => execute('steplight.showRunOnGraph', this.#shown?.a.runId),
    'open-run': ({ side }) => execute('steplight.openRun', this.#shown?.[side].runId),
    swap: () => {
      if (this.#shown) void this.#parts.comparisons.compare(this.#shown.b.runId, this.#shown.a.runId);
    },
    failed: ({ message }) => this.#parts.log.error(`the page of a comparison failed: ${message}`),
  };

  #receive(message: FromComparison): void {
    const handler = this.#handlers[message.kind] as ((message: FromComparison) => void) | undefined;
    handler?.(message);
  }

  async #openValues(row: number): Promise<void> {
    const shown = this.#shown;
    const found = shown && rowsOf(shown)[row];
    if (!shown || !found) return;
    const { kind, name, step } = found;
    const part = (own: StepProgress | null): ComparedPart | null =>
      kind === 'step' ? own && { hashedId: own.step.hashedId } : kind;
    await this.#parts.values.open(
      name,
      { runId: shown.a.runId, part: part(step?.a ?? null) },
      { runId: shown.b.runId, part: part(step?.b ?? null) },
    );
  }

  #stepOf(row: number): { runId: string; hashedId: string } | null {
    const step = this.#shown && rowsOf(this.#shown)[row]?.step;
    if (!this.#shown || !step) return null;
    const side = step.a ? 'a' : 'b';
    return { runId: this.#shown[side].runId, hashedId: step[side]?.step.hashedId ?? '' };
  }

  #show(): void {
    this.#shown = this.#parts.comparisons.current ?? this.#shown;
    if (!this.#isReady) return;
    const message: ToComparison = {
      kind: 'show-comparison',
      comparison: this.#shown && shownComparison(this.#shown),
      message: vscode.l10n.t('Select two runs in the Runs view, and Compare with… in their menu.'),
    };
    void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#panel.dispose();
    this.#closed.fire();
    this.#closed.dispose();
  }
}

/** The comparison of the window. */
export class ComparisonView extends SinglePanel<ComparisonPanel, ComparisonPanelState> {
  readonly #parts: ComparisonParts;

  constructor(parts: Omit<ComparisonParts, 'values'> & { runs: Runs }) {
    const all = { ...parts, values: new ComparedValues(parts.runs) };
    super(comparisonViewType, (panel, state) => new ComparisonPanel(panel, all, state));
    this.#parts = all;
  }

  open(): void {
    const panel = this.panel ?? this.keep(ComparisonPanel.create(this.#parts));
    panel.reveal();
  }

  override dispose(): void {
    this.#parts.values.dispose();
    super.dispose();
  }
}

interface Row {
  kind: ComparedRow['kind'];
  name: string;
  step: RunComparison['steps'][number] | null;
  differences: readonly Difference[];
}

function rowsOf({ steps, whole }: RunComparison): Row[] {
  const isOfEvent = (difference: Difference) => difference.kind === 'value' && difference.of === 'event';
  return [
    { kind: 'event', name: vscode.l10n.t('Event'), step: null, differences: whole.filter(isOfEvent) },
    ...steps.map((step): Row => ({ kind: 'step', name: step.name, step, differences: step.differences })),
    {
      kind: 'run',
      name: vscode.l10n.t('Run'),
      step: null,
      differences: whole.filter((difference) => !isOfEvent(difference)),
    },
  ];
}

function shownComparison(comparison: RunComparison): ShownComparison {
  const { a, b, steps, first } = comparison;
  const rows = rowsOf(comparison).map(({ kind, name, step, differences }): ComparedRow => {
    const cell = (run: RunProgress, own: StepProgress | null) =>
      kind === 'event' ? eventCell(run) : kind === 'run' ? runCell(run) : own && stepCell(own);
    return {
      kind,
      name,
      occurrence: step?.occurrence ?? 1,
      a: cell(a, step?.a ?? null),
      b: cell(b, step?.b ?? null),
      differences: differences.map(shortened),
    };
  });
  const at =
    first === null ? null : first.at === 'start' ? 0 : first.at === 'end' ? rows.length - 1 : first.at + 1;
  return {
    functionName: a.functionName,
    a: head(a),
    b: head(b),
    rows,
    first: at,
    comparison: {
      steps: steps.map(({ name, occurrence }) => ({ name, occurrence })),
      first: first && { ...first, difference: shortened(first.difference) },
    },
  };
}

function head(run: RunProgress): ComparedHead {
  const { runId, eventName, queuedAt, endedAt } = run;
  const took = endedAt === null ? null : endedAt - queuedAt;
  return { runId, status: shownStatus(run), eventName, queuedAt, took, imported: isImportedId(runId) };
}

function stepCell({ status, startedAt, endedAt, output, error, wait }: StepProgress): ComparedCell {
  const took = startedAt === null || endedAt === null ? null : endedAt - startedAt;
  return {
    status,
    took,
    preview: error ? error.message : preview(wait?.matched ? wait.matched.data : output),
  };
}

function runCell({ status, queuedAt, endedAt, output, error }: RunProgress): ComparedCell {
  const took = endedAt === null ? null : endedAt - queuedAt;
  return { status, took, preview: error ? error.message : preview(output) };
}

function eventCell({ eventName }: RunProgress): ComparedCell {
  return { status: 'completed', took: null, preview: eventName };
}

function shortened(difference: Difference): Difference {
  if (difference.kind !== 'value') return difference;
  return { ...difference, a: short(difference.a), b: short(difference.b) };
}

function short(value: unknown): unknown {
  const text = JSON.stringify(value) ?? '';
  return text.length > longValue ? preview(value) : value;
}

function execute(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
