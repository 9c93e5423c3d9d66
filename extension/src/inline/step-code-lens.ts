/**
 * Above a function: how many runs it has. Above a waiting, retrying or repeated step, where the user wants it: what can be
 * done now.
 */
import * as vscode from 'vscode';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { runsText } from '../format/counts.ts';
import type { GraphSession } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs } from '../graphs/graphs.ts';
import type { Settings } from '../settings.ts';
import { placedSteps } from './step-at-line.ts';
import { instanceCommands, pendingCommands, placeOf } from './step-commands.ts';
import { waitLensText } from './step-text.ts';

const refreshTimes = 15_000;
const shortDelay = 10_000;

export class StepCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #graphs: Graphs;
  readonly #session: GraphSession;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  readonly #clock: NodeJS.Timeout;
  /** What each document last showed; editors ask again only when it differs. */
  readonly #told = new Map<string, string>();

  constructor(graphs: Graphs, session: GraphSession, settings: Settings) {
    this.#graphs = graphs;
    this.#session = session;
    this.#settings = settings;
    this.#subscriptions = [
      session.onDidChange(() => this.#refresh()),
      settings.onDidChange(['codeLens'], () => this.#changed.fire()),
    ];
    this.#clock = setInterval(() => this.#refresh(), refreshTimes);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const uri = document.uri.toString();
    const lenses = this.#lenses(uri);
    this.#told.set(uri, signature(lenses));
    return lenses.filter((lens) => lens.range.start.line < document.lineCount);
  }

  #refresh(): void {
    const differs = [...this.#told].some(([uri, told]) => signature(this.#lenses(uri)) !== told);
    if (differs) this.#changed.fire();
  }

  #lenses(uri: string): vscode.CodeLens[] {
    const setting = this.#settings.get('codeLens');
    if (setting === 'off') return [];
    return [...this.#runCounts(uri), ...(setting === 'functionsAndSteps' ? this.#stepActions(uri) : [])];
  }

  #runCounts(uri: string): vscode.CodeLens[] {
    return allGraphs(this.#graphs.peek(uri)?.graphs ?? []).flatMap((graph) => {
      const count = this.#session.runsOf(uri, graph).length;
      if (count === 0) return [];
      const title = runsText(count, vscode.l10n);
      const line = this.#graphs.lineNow(uri, graph.range.start.line);
      return [lens(line, title, 'steplight.showRuns', [graph.id])];
    });
  }

  #stepActions(uri: string): vscode.CodeLens[] {
    return placedSteps(uri, this.#graphs, this.#session).flatMap((placed) => {
      const { startLine, step, now } = placed;
      if (step === null || isSoonOver(step)) return [];
      const commands = [...pendingCommands(placed, vscode.l10n), ...instanceCommands(placed, vscode.l10n)];
      const actions = commands.map(({ title, command, arguments: args }, index) =>
        lens(startLine, index === 0 ? `▷ ${title}` : title, command, args),
      );
      const state = step.status === 'waiting' ? waitLensText(step, now, vscode.l10n) : null;
      return state === null
        ? actions
        : [lens(startLine, state, 'steplight.openGraph', placeOf(placed)), ...actions];
    });
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** A lens moves the lines below it: not worth it for a delay of a few seconds. */
function isSoonOver({ status, failures, retryAt }: StepProgress): boolean {
  const failedAt = failures.at(-1)?.at ?? null;
  return status === 'retrying' && failedAt !== null && retryAt !== null && retryAt - failedAt < shortDelay;
}

function lens(line: number, title: string, command: string, args: unknown[]): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: args });
}

function signature(lenses: readonly vscode.CodeLens[]): string {
  return JSON.stringify(
    lenses.map((lens) => [lens.range.start.line, lens.command?.title, lens.command?.arguments]),
  );
}
