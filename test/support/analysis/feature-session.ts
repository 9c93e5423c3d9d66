/** Language features asked as an editor asks: at a place in a file, answers printed as places and texts. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  ClientCapabilities,
  Location,
  Position,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { listFunctions } from '../../../server/src/protocol.ts';
import { ServerProcess } from './server-process.ts';

export class FeatureSession {
  readonly server: ServerProcess;
  readonly #unsaved = new Map<string, string>();

  /** Waits until the folder is indexed. */
  static async start(fixture: string, capabilities: ClientCapabilities = {}): Promise<FeatureSession> {
    const session = new FeatureSession(await ServerProcess.start(fixture, undefined, capabilities));
    await session.server.ask(listFunctions, {});
    return session;
  }

  private constructor(server: ServerProcess) {
    this.server = server;
  }

  /** The file as the server sees it. */
  text(path: string): string {
    return this.#unsaved.get(path) ?? readFileSync(fileURLToPath(this.server.uri(path)), 'utf8');
  }

  /** `order.ts: triggers: 'order|.made'`: the cursor stands at the bar, in the first place that reads so. */
  at(place: string): { textDocument: { uri: string }; position: Position } {
    const [, path = '', marked = ''] = /^(\S+): ([\s\S]*)$/.exec(place) ?? [];
    const bar = marked.indexOf('|');
    const found = this.text(path).indexOf(marked.replace('|', ''));
    if (bar < 0 || found < 0) throw new Error(`No place reads ${place}`);
    const before = this.text(path)
      .slice(0, found + bar)
      .split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { textDocument: { uri: this.server.uri(path) }, position };
  }

  ask<R>(method: string, place: string, more: object = {}): Promise<R> {
    return this.server.request<R>(`textDocument/${method}`, { ...this.at(place), ...more });
  }

  /** Opens the file, or changes what is open; without a bar in the text, nothing else happens. */
  async edit(path: string, text: string): Promise<void> {
    if (this.#unsaved.has(path)) await this.server.change(path, text);
    else await this.server.open(path, text);
    this.#unsaved.set(path, text);
  }

  pathOf(uri: string): string {
    return uri.slice(this.server.uri('').length).replace(/^\//, '');
  }

  /** `order.ts:4 order.made`, with lines counted from one. */
  print({ uri, range }: Location): string {
    const path = this.pathOf(uri);
    const lines = this.text(path).split('\n');
    const { start, end } = range;
    const last = start.line === end.line ? end.character : undefined;
    return `${path}:${start.line + 1} ${lines[start.line]?.slice(start.character, last) ?? ''}`;
  }

  printAll(locations: readonly Location[] | null): string[] {
    return (locations ?? []).map((location) => this.print(location)).sort();
  }

  /** The changed lines, `order.ts:4 { event: 'order.placed' },`. */
  printEdit(edit: WorkspaceEdit | null): string[] {
    const changes = new Map<string, TextEdit[]>();
    for (const [uri, edits] of Object.entries(edit?.changes ?? {})) changes.set(uri, edits);
    for (const change of edit?.documentChanges ?? []) {
      if ('textDocument' in change) changes.set(change.textDocument.uri, change.edits as TextEdit[]);
    }
    return [...changes]
      .flatMap(([uri, edits]) => {
        const path = this.pathOf(uri);
        const lines = this.text(path).split('\n');
        const touched = new Set(edits.map(({ range }) => range.start.line));
        for (const { range, newText } of edits.toSorted(
          (a, b) => b.range.start.character - a.range.start.character,
        )) {
          const { line, character } = range.start;
          const text = lines[line] ?? '';
          lines[line] = text.slice(0, character) + newText + text.slice(range.end.character);
        }
        return [...touched].map((line) => `${path}:${line + 1} ${lines[line]?.trim()}`);
      })
      .sort();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
