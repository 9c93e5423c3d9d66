/**
 * Payloads as editable JSON documents, `steplight-event:/<event name>.json`. They live in memory; what is sent is
 * remembered. Sending does not need a save.
 */
import * as vscode from 'vscode';

export const payloadScheme = 'steplight-event';
const suffix = '.json';

/** Gives the text of a payload that is opened for the first time (also by VS Code, after a restart). */
export type FirstText = (event: string) => Promise<string>;

export class PayloadDocuments implements vscode.FileSystemProvider {
  readonly #firstText: FirstText;
  readonly #texts = new Map<string, { text: string; at: number }>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(firstText: FirstText) {
    this.#firstText = firstText;
  }

  /** Opens the payload of an event with a text. An open document with other text is replaced. */
  async open(event: string, text: string): Promise<void> {
    const uri = payloadUri(event);
    this.#put(uri, text);
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== text) {
      const edit = new vscode.WorkspaceEdit();
      const end = document.lineAt(document.lineCount - 1).range.end;
      edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), text);
      await vscode.workspace.applyEdit(edit);
    }
    await vscode.window.showTextDocument(document, { preview: false });
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { text, at } = await this.#entry(uri);
    return { type: vscode.FileType.File, ctime: at, mtime: at, size: Buffer.byteLength(text) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#entry(uri)).text, 'utf8');
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.#put(uri, Buffer.from(content).toString('utf8'));
  }

  async #entry(uri: vscode.Uri): Promise<{ text: string; at: number }> {
    if (eventOf(uri) === null) throw vscode.FileSystemError.FileNotFound(uri);
    const known = this.#texts.get(uri.path);
    if (known) return known;
    const entry = { text: await this.#firstText(eventOf(uri) ?? ''), at: Date.now() };
    this.#texts.set(uri.path, entry);
    return entry;
  }

  #put(uri: vscode.Uri, text: string): void {
    this.#texts.set(uri.path, { text, at: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    this.#texts.delete(uri.path);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }
}

export function payloadUri(event: string): vscode.Uri {
  return vscode.Uri.from({ scheme: payloadScheme, path: `/${event}${suffix}` });
}

/** Null when the document is not a payload. */
export function eventOf(uri: vscode.Uri): string | null {
  if (uri.scheme !== payloadScheme || !uri.path.endsWith(suffix)) return null;
  return uri.path.slice(1, -suffix.length);
}
