/**
 * Which run belongs to which graph: the place where the two flows meet. For each function it knows the run that is
 * shown (the newest, unless the user chose one) and its overlay on the function's graph.
 */
import * as vscode from 'vscode';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Overlay } from '../../../webview/src/overlay/overlay.ts';
import { type ChosenInstances, chooseInstances, makeOverlay } from '../../../webview/src/public.ts';
import type { Moment, Moments } from '../runtime/moments.ts';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Runs } from '../runtime/runs.ts';
import type { ServedFunctions } from '../runtime/served-functions.ts';
import { allGraphs, type Graphs } from './graphs.ts';

/** Milliseconds. */
const frame = 16;

export interface ShownRun {
  /** Of the shown moment. */
  progress: RunProgress;
  overlay: Overlay;
  /** Where in its past the run is shown; null: live. */
  moment: Moment | null;
  /** Unix milliseconds: the runtime's clock, or the time of the shown moment. */
  now: number;
}

export class GraphSession implements vscode.Disposable {
  readonly #graphs: Graphs;
  readonly #runs: Runs;
  readonly #served: ServedFunctions;
  readonly #moments: Moments;
  /** Function id on the wire → the run that the user chose; null: show none. */
  readonly #chosen = new Map<string, string | null>();
  /** Run id → node id → hashed id of the step that the user chose, of those that share the node. */
  readonly #instances = new Map<string, Map<string, string>>();
  readonly #overlays = new WeakMap<RunProgress, WeakMap<WorkflowGraph, Overlay>>();
  readonly #withInstances = new WeakMap<Overlay, { instances: ChosenInstances; overlay: Overlay }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  /** What is shown of some function changed: its graph, its run, or which run it is. Fires at most once per frame. */
  readonly onDidChange = this.#changed.event;
  #pending: NodeJS.Timeout | null = null;

  constructor(graphs: Graphs, runs: Runs, served: ServedFunctions, moments: Moments) {
    this.#graphs = graphs;
    this.#served = served;
    this.#runs = runs;
    this.#moments = moments;
    this.#subscriptions = [
      graphs.onDidChange(() => this.#announce()),
      runs.onDidReset(() => this.#announce()),
      runs.imports.onDidChange(() => this.#announce()),
      runs.onDidChangeStatus(() => this.#announce()),
      runs.onDidChange(({ run, isNew }) => {
        // A run that was just started is what the user wants to see, unless they look into the past of another.
        if (isNew && !this.#isInPast(run.functionId)) this.#chosen.delete(run.functionId);
        this.#announce();
      }),
      moments.onDidChange((runId) => {
        const run = runs.get(runId);
        // It stays when other runs start.
        if (run && moments.momentOf(runId)) this.#chosen.set(run.functionId, runId);
        this.#announce();
      }),
    ];
  }

  /** The runtime's clock. */
  get clock() {
    return this.#runs.clock;
  }

  graph(uri: string, functionId: string): WorkflowGraph | null {
    const answer = this.#graphs.peek(uri);
    return allGraphs(answer?.graphs ?? []).find((graph) => graph.id === functionId) ?? null;
  }

  /**
   * The run to show on a graph; null: there is none, or the user hid it.
   *
   * @param uri the document of the graph.
   */
  shown(uri: string, graph: WorkflowGraph): ShownRun | null {
    const runs = this.runsOf(uri, graph);
    const newest = runs[0];
    if (!newest) return null;
    const chosen = this.#chosen.get(newest.functionId);
    if (chosen === null) return null;
    const run = runs.find(({ runId }) => runId === chosen) ?? newest;
    const moment = this.#moments.momentOf(run.runId);
    const progress = this.#moments.progressOf(this.#runs.get(run.runId) ?? run);
    return { progress, overlay: this.#overlay(graph, progress), moment, now: moment?.at ?? this.#runs.now };
  }

  /** Newest first, behind them imported ones. */
  runsOf(uri: string, graph: { id: string; localId: string; app?: string }): RunProgress[] {
    const isOwn = (run: RunProgress) => belongsTo(run.functionId, graph);
    const own = this.#served.serves(uri, graph) ? this.#runs.all().filter(isOwn) : [];
    return [...own, ...this.#runs.imports.all().filter(isOwn)];
  }

  /** @param runId null: show none of this function until the next one starts. */
  choose(functionId: string, runId: string | null): void {
    this.#chosen.set(functionId, runId);
    this.#announce();
  }

  /** The step that the user chose to see of several on one node; null: the node shows all of them. */
  instanceOf(runId: string, nodeId: string): string | null {
    return this.#instances.get(runId)?.get(nodeId) ?? null;
  }

  /** For text, graph and inspector alike. @param hashedId null: all of them. */
  chooseInstance(runId: string, nodeId: string, hashedId: string | null): void {
    const ofRun = new Map(this.#instances.get(runId));
    if (hashedId === null) ofRun.delete(nodeId);
    else ofRun.set(nodeId, hashedId);
    if (ofRun.size === 0) this.#instances.delete(runId);
    else this.#instances.set(runId, ofRun);
    this.#announce();
  }

  #isInPast(functionId: string): boolean {
    const chosen = this.#chosen.get(functionId) ?? null;
    return chosen !== null && this.#moments.momentOf(chosen) !== null;
  }

  #overlay(graph: WorkflowGraph, progress: RunProgress): Overlay {
    const overlay = this.#wholeOverlay(graph, progress);
    const instances = this.#instances.get(progress.runId);
    if (!instances) return overlay;
    const known = this.#withInstances.get(overlay);
    if (known?.instances === instances) return known.overlay;
    const made = { instances, overlay: chooseInstances(overlay, progress, instances) };
    this.#withInstances.set(overlay, made);
    return made.overlay;
  }

  #wholeOverlay(graph: WorkflowGraph, progress: RunProgress): Overlay {
    const known = this.#overlays.get(progress)?.get(graph);
    if (known) return known;
    const overlay = makeOverlay(graph, progress);
    const byGraph = this.#overlays.get(progress) ?? new WeakMap<WorkflowGraph, Overlay>();
    this.#overlays.set(progress, byGraph.set(graph, overlay));
    return overlay;
  }

  #announce(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      this.#changed.fire();
    }, frame);
  }

  dispose(): void {
    if (this.#pending) clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
