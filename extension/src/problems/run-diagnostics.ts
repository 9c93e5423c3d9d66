/**
 * The errors of the shown runs in the Problems view, at the line that threw. They go when the step succeeds, when another
 * run is shown or none, and when the line is deleted.
 */
import * as vscode from 'vscode';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { GraphSession } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs, nodeUri } from '../graphs/graphs.ts';
import type { Settings } from '../settings.ts';
import { type FramePlace, FramePlaces } from './frame-places.ts';
import { type RunProblem, runProblems } from './run-problems.ts';

/** Milliseconds; runs change many times per second. */
const updateDelay = 150;
/** Enough to see where it came from. */
const maxFrames = 10;
/** From the column of the error to the end of its line. */
const endOfLine = 10_000;

export interface RunDiagnosticsParts {
  graphs: Graphs;
  session: GraphSession;
  settings: Settings;
}

interface Shown {
  problem: RunProblem;
  documentUri: string;
  graph: WorkflowGraph;
}

export class RunDiagnostics implements vscode.Disposable {
  readonly #parts: RunDiagnosticsParts;
  readonly #places = new FramePlaces();
  readonly #collection = vscode.languages.createDiagnosticCollection('steplight-runs');
  readonly #subscriptions: vscode.Disposable[];
  #pending: NodeJS.Timeout | null = null;
  /** Counts updates: reading files takes time, and only the newest counts. */
  #update = 0;

  constructor(parts: RunDiagnosticsParts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.session.onDidChange(() => this.#soon()),
      parts.settings.onDidChange(['runErrors'], () => this.#soon()),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (this.#places.noteEdit(event)) this.#soon();
      }),
    ];
  }

  #soon(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      void this.#publish();
    }, updateDelay);
  }

  async #publish(): Promise<void> {
    this.#update += 1;
    const update = this.#update;
    const shown = this.#parts.settings.get('runErrors') === 'off' ? [] : this.#shown();
    await this.#places.find(
      shown.map(({ problem, documentUri, graph }) => ({ ...problem, documentUri, graph })),
    );
    if (update !== this.#update) return;
    const byUri = new Map<string, vscode.Diagnostic[]>();
    for (const each of shown) {
      const found = this.#diagnostic(each);
      if (found) byUri.set(found.uri, [...(byUri.get(found.uri) ?? []), found.diagnostic]);
    }
    this.#collection.forEach((uri) => {
      if (!byUri.has(uri.toString())) this.#collection.delete(uri);
    });
    for (const [uri, diagnostics] of byUri) this.#collection.set(vscode.Uri.parse(uri), diagnostics);
  }

  /** A run is shown at most once, whatever documents define its function. */
  #shown(): Shown[] {
    const { graphs, session } = this.#parts;
    const seen = new Set<string>();
    return graphs.known().flatMap(({ uri, graphs: known }) =>
      allGraphs(known).flatMap((graph) => {
        const run = session.shown(uri, graph);
        if (!run || seen.has(run.progress.runId)) return [];
        seen.add(run.progress.runId);
        return runProblems(run.progress, run.overlay, vscode.l10n).map((problem) => ({
          problem,
          documentUri: uri,
          graph,
        }));
      }),
    );
  }

  /** Null: the line that threw was deleted. */
  #diagnostic({ problem, documentUri, graph }: Shown): { uri: string; diagnostic: vscode.Diagnostic } | null {
    const places = this.#places.of(problem.key);
    const [thrown, ...callers] = places;
    if (thrown?.isGone) return null;
    const at = thrown ? locationOf(thrown) : this.#nodeLocation(problem, documentUri, graph);
    const severity = severityOf(problem, this.#parts.settings.get('runErrors'));
    const diagnostic = new vscode.Diagnostic(at.range, problem.message, severity);
    diagnostic.source = 'Steplight';
    diagnostic.code = { value: vscode.l10n.t('Open Run'), target: openRunUri(problem.runId) };
    diagnostic.relatedInformation = callers
      .filter(({ isGone }) => !isGone)
      .slice(0, maxFrames)
      .map((frame) => new vscode.DiagnosticRelatedInformation(locationOf(frame), frameText(frame)));
    return { uri: at.uri.toString(), diagnostic };
  }

  /** The first line of the node's code, or of the function. */
  #nodeLocation({ nodeId }: RunProblem, documentUri: string, graph: WorkflowGraph): vscode.Location {
    const { graphs } = this.#parts;
    const node = graph.nodes.find(({ id, kind }) => id === nodeId && kind !== 'start');
    const uri = node ? nodeUri(documentUri, graph, node) : documentUri;
    const { start } = (node ?? graph).range;
    const line = graphs.lineNow(uri, start.line);
    return new vscode.Location(
      vscode.Uri.parse(uri),
      new vscode.Range(line, start.character, line, endOfLine),
    );
  }

  dispose(): void {
    if (this.#pending) clearTimeout(this.#pending);
    this.#update += 1;
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }
}

function locationOf({ uri, line, column }: FramePlace): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(line, column, line, endOfLine));
}

function frameText({ name }: FramePlace): string {
  return name === null ? vscode.l10n.t('called from here') : vscode.l10n.t('called from {0}', name);
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  off: vscode.DiagnosticSeverity.Hint,
};

/** What may still succeed is at most a warning; what the code has dealt with is no problem to solve. */
function severityOf({ kind }: RunProblem, wanted: keyof typeof severities): vscode.DiagnosticSeverity {
  const most = { failed: 'error', retrying: 'warning', handled: 'information' } as const;
  return Math.max(severities[wanted], severities[most[kind]]);
}

function openRunUri(runId: string): vscode.Uri {
  return vscode.Uri.parse(`command:steplight.openRun?${encodeURIComponent(JSON.stringify([runId]))}`);
}
