/** The newest graphs of the documents that something shows, and the edits made since. */
import * as vscode from 'vscode';
import type { DocumentGraphs } from '../../../server/src/protocol.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { ServerClient } from '../server/server-client.ts';
import { type LineChange, movedLine } from './moved-lines.ts';

interface VersionedChange extends LineChange {
  /** Version of the document after the change. */
  version: number;
}

interface Kept {
  answer: DocumentGraphs;
  /** Since the text that the graphs were made from. */
  changes: VersionedChange[];
  /** Node id → when its code was last edited. */
  edited: Map<string, number>;
}

export class Graphs implements vscode.Disposable {
  readonly #server: ServerClient;
  readonly #kept = new Map<string, Kept>();
  readonly #loading = new Map<string, Promise<DocumentGraphs | null>>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #subscriptions: vscode.Disposable[];
  /** The uri of a document whose graphs are new. */
  readonly onDidChange = this.#changed.event;

  constructor(server: ServerClient) {
    this.#server = server;
    this.#subscriptions = [
      server.onGraphsChanged(({ uri }) => this.#reload(uri)),
      server.onFunctionsChanged(() => {
        for (const uri of this.#kept.keys()) this.#reload(uri);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.#noteEdit(event)),
    ];
  }

  /** What is known now. */
  peek(uri: string): DocumentGraphs | null {
    return this.#kept.get(uri)?.answer ?? null;
  }

  known(): readonly DocumentGraphs[] {
    return [...this.#kept.values()].map((kept) => kept.answer);
  }

  /** Null when the server is down. From then on the document's graphs are kept up to date. */
  async load(uri: string): Promise<DocumentGraphs | null> {
    return this.peek(uri) ?? this.#read(uri);
  }

  #reload(uri: string): void {
    const isShown = vscode.window.visibleTextEditors.some((editor) => editor.document.uri.toString() === uri);
    if (isShown || this.#kept.has(uri)) void this.#read(uri);
  }

  /** One request at a time per document; a change during one makes another. */
  #read(uri: string): Promise<DocumentGraphs | null> {
    const before = this.#loading.get(uri) ?? Promise.resolve(null);
    const reading = before.then(() => this.#server.graphs(uri)).then((answer) => this.#take(uri, answer));
    this.#loading.set(uri, reading);
    void reading.finally(() => {
      if (this.#loading.get(uri) === reading) this.#loading.delete(uri);
    });
    return reading;
  }

  #take(uri: string, answer: DocumentGraphs | null): DocumentGraphs | null {
    if (answer === null) return this.peek(uri);
    const kept = this.#kept.get(uri);
    const isOlder =
      kept !== undefined &&
      answer.version !== null &&
      kept.answer.version !== null &&
      answer.version < kept.answer.version;
    if (isOlder) return kept.answer;
    // Stale graphs are of an older text: the edits made since still move their lines.
    const changes = (kept?.changes ?? []).filter(
      (change) => answer.stale || (answer.version !== null && change.version > answer.version),
    );
    this.#kept.set(uri, { answer, changes, edited: kept?.edited ?? new Map() });
    this.#changed.fire(uri);
    return answer;
  }

  #noteEdit(event: vscode.TextDocumentChangeEvent): void {
    const kept = this.#kept.get(event.document.uri.toString());
    if (!kept || event.contentChanges.length === 0) return;
    const now = Date.now();
    for (const change of event.contentChanges) {
      for (const graph of allGraphs(kept.answer.graphs)) {
        for (const node of graph.nodes) {
          if (node.step && touches(node, change.range, kept.changes)) kept.edited.set(node.id, now);
        }
      }
    }
    for (const change of event.contentChanges) {
      kept.changes.push({
        startLine: change.range.start.line,
        endLine: change.range.end.line,
        insertedBreaks: change.text.split('\n').length - 1,
        version: event.document.version,
      });
    }
  }

  /** Where a line of the graph is in the current text. */
  lineNow(uri: string, line: number): number {
    return movedLine(line, this.#kept.get(uri)?.changes ?? []);
  }

  /** When the code of a node was last edited in this window; null: never. */
  editedAt(uri: string, nodeId: string): number | null {
    return this.#kept.get(uri)?.edited.get(nodeId) ?? null;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** Graphs and, behind each, its failure handler's. */
export function allGraphs(graphs: readonly WorkflowGraph[]): WorkflowGraph[] {
  return graphs.flatMap((graph) => (graph.onFailure ? [graph, graph.onFailure] : [graph]));
}

/** The document that a node's code stands in: the function's own, or the helper's file relative to the same folder. */
export function nodeUri(documentUri: string, graph: WorkflowGraph, node: GraphNode): string {
  if (node.file === undefined || !documentUri.endsWith(encodedPath(graph.file))) return documentUri;
  return documentUri.slice(0, -encodedPath(graph.file).length) + encodedPath(node.file);
}

function encodedPath(path: string): string {
  return vscode.Uri.file(`/${path}`).toString().slice('file:///'.length);
}

function touches(node: GraphNode, range: vscode.Range, changes: readonly LineChange[]): boolean {
  if (node.file !== undefined) return false;
  const start = movedLine(node.range.start.line, changes);
  const end = movedLine(node.range.end.line, changes);
  return range.start.line <= end && range.end.line >= start;
}
