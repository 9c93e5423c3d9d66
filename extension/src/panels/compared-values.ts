/** Values of two compared runs as read-only JSON documents, for VS Code's diff editor. */
import * as vscode from 'vscode';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { eventContent } from '../../../runtime/src/history/expected-differences.ts';
import type { Side } from '../../../runtime/src/history/run-comparison.ts';
import type { Runs } from '../runtime/runs.ts';

const scheme = 'steplight-value';

/** What of a run: its events, how it ended, or what a step (by its hashed ID) did. */
export type ComparedPart = 'event' | 'run' | { hashedId: string };

interface Half {
  runId: string;
  /** Null: the run has no such step. */
  part: ComparedPart | null;
}

export class ComparedValues implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #runs: Runs;
  readonly #registration: vscode.Disposable;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async open(name: string, a: Half, b: Half): Promise<void> {
    await vscode.commands.executeCommand(
      'vscode.diff',
      uriOf(name, 'a', a),
      uriOf(name, 'b', b),
      vscode.l10n.t('{0}: A and B', name),
    );
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const { runId, part } = JSON.parse(query) as Half;
    const run = part === null ? undefined : await this.#runs.find(runId);
    if (!run || part === null) return '';
    const value =
      part === 'event' ? await this.#events(runId) : part === 'run' ? ends(run) : step(run, part.hashedId);
    return `${JSON.stringify(value, null, 2) ?? 'undefined'}\n`;
  }

  async #events(runId: string): Promise<unknown> {
    const contents = (await this.#runs.eventsOf(runId)).map(eventContent);
    return contents.length === 1 ? contents[0] : contents;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function ends({ status, output, error }: RunProgress): unknown {
  return { status, output, ...(error ? { error: { name: error.name, message: error.message } } : {}) };
}

function step({ steps }: RunProgress, hashedId: string): unknown {
  const found = steps.find((each) => each.step.hashedId === hashedId);
  if (!found) return undefined;
  const { status, input, output, error, wait } = found;
  const result = wait?.matched ? eventContent(wait.matched) : output;
  return {
    status,
    ...(input === undefined ? {} : { input }),
    ...(result === undefined ? {} : { output: result }),
    ...(error ? { error: { name: error.name, message: error.message } } : {}),
  };
}

function uriOf(name: string, side: Side, half: Half): vscode.Uri {
  const file = name.replaceAll(/[/\\]/g, '∕');
  return vscode.Uri.from({
    scheme,
    path: `/${side.toUpperCase()}/${file}.json`,
    query: JSON.stringify(half),
  });
}
