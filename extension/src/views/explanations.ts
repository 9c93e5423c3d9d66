/** Explanations of events as documents, `steplight-why:/event/<id>`; fetched each time. A run's is on its page. */
import * as vscode from 'vscode';
import { eventLines } from '../../../runtime/src/client/why-text.ts';
import type { RuntimeSession } from '../runtime/runtime-session.ts';

export const whyScheme = 'steplight-why';

/** Long lines are wrapped: see `configurationDefaults` in package.json. */
const language = 'steplight-explanation';

export class Explanations implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #session: RuntimeSession;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration: vscode.Disposable;

  constructor(session: RuntimeSession) {
    this.#session = session;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(whyScheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [, , id = ''] = uri.path.split('/');
    const client = await this.#session.ready();
    const { now } = await client.status();
    const lines = eventLines(await client.whyEvent(id), now);
    return `${lines.join('\n')}\n`;
  }

  /** @param name the name of the document. */
  async open(id: string, name: string): Promise<void> {
    const path = `/event/${id}/${vscode.l10n.t('Why {0}', name.replaceAll('/', '∕'))}`;
    const uri = vscode.Uri.from({ scheme: whyScheme, path });
    this.#changed.fire(uri);
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, language);
    await vscode.window.showTextDocument(document, {
      preview: true,
      preserveFocus: false,
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
