/** The two runs that are compared in the window: on the page, on the graph and in the text. */
import * as vscode from 'vscode';
import { compareRuns } from '../../../runtime/src/history/compare-runs.ts';
import type { ComparedRun, RunComparison } from '../../../runtime/src/history/run-comparison.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { compareOnGraph, type GraphComparison } from '../../../webview/src/public.ts';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Runs } from '../runtime/runs.ts';

export class Comparisons implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** Other runs are compared, one of them changed, or none are compared any more. */
  readonly onDidChange = this.#changed.event;
  #current: RunComparison | null = null;
  #onGraphs = new WeakMap<WorkflowGraph, GraphComparison>();
  /** What was asked for last: a slower answer to an earlier request changes nothing. */
  #wanted: { a: string; b: string } | null = null;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#subscription = runs.onDidChange(({ run }) => {
      const { a, b } = this.#wanted ?? {};
      if (a !== undefined && b !== undefined && (run.runId === a || run.runId === b)) void this.compare(a, b);
    });
  }

  /** Null: no runs are compared. */
  get current(): RunComparison | null {
    return this.#current;
  }

  /** Null: no runs of the graph's function are compared. */
  on(graph: WorkflowGraph): GraphComparison | null {
    if (this.#current === null || !belongsTo(this.#current.a.functionId, graph)) return null;
    const known = this.#onGraphs.get(graph) ?? compareOnGraph(graph, this.#current);
    this.#onGraphs.set(graph, known);
    return known;
  }

  /** @returns null when one of them does not exist any more, or others were asked for meanwhile. */
  async compare(a: string, b: string): Promise<RunComparison | null> {
    const wanted = { a, b };
    this.#wanted = wanted;
    const [left, right] = [await this.#read(a), await this.#read(b)];
    if (this.#wanted !== wanted || !left || !right) return null;
    this.#current = compareRuns(left, right);
    this.#onGraphs = new WeakMap();
    void vscode.commands.executeCommand('setContext', 'steplight.comparing', true);
    this.#changed.fire();
    return this.#current;
  }

  stop(): void {
    this.#wanted = null;
    if (this.#current === null) return;
    this.#current = null;
    void vscode.commands.executeCommand('setContext', 'steplight.comparing', false);
    this.#changed.fire();
  }

  async #read(runId: string): Promise<ComparedRun | null> {
    const progress = await this.#runs.find(runId);
    return progress ? { progress, events: await this.#runs.eventsOf(runId) } : null;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
