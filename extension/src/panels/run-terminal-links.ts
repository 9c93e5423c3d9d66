/** Run IDs in a terminal, as `steplight runs` and `steplight send` print them, open the run's page. */
import * as vscode from 'vscode';
import type { Runs } from '../runtime/runs.ts';

const runIds = /\b[0-9A-HJKMNP-TV-Z]{26}\b/g;

export class RunLink extends vscode.TerminalLink {
  readonly runId: string;

  constructor(startIndex: number, runId: string) {
    super(startIndex, runId.length, vscode.l10n.t('Open Run'));
    this.runId = runId;
  }
}

export class RunTerminalLinks implements vscode.TerminalLinkProvider<RunLink> {
  readonly #runs: Runs;

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** Events have IDs of the same form: only those of known runs are links. */
  provideTerminalLinks({ line }: vscode.TerminalLinkContext): RunLink[] {
    return [...line.matchAll(runIds)]
      .filter(([runId]) => this.#runs.get(runId) !== undefined)
      .map((match) => new RunLink(match.index, match[0]));
  }

  async handleTerminalLink({ runId }: RunLink): Promise<void> {
    await vscode.commands.executeCommand('steplight.openRun', runId);
  }
}
