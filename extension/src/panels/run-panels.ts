/** Which runs have a page in the window. */
import * as vscode from 'vscode';
import type { RunPanelState, RunSection } from '../../../webview/src/run-protocol.ts';
import { RunPanel, type RunPanelParts, runViewType } from './run-panel.ts';

/** The pages of runs in the window: at most one for each run. */
export class RunPanels implements vscode.Disposable {
  readonly #parts: RunPanelParts;
  readonly #panels = new Map<string, RunPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(parts: RunPanelParts) {
    this.#parts = parts;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(runViewType, {
      deserializeWebviewPanel: async (panel, state: Partial<RunPanelState> | undefined) => {
        if (typeof state?.runId === 'string')
          this.#keep(new RunPanel(panel, state.runId, parts, state.selected ?? null));
        else panel.dispose();
      },
    });
  }

  /**
   * @param section of the page to bring into view; null: none.
   * @param hashedId step to select; null: none.
   */
  open(runId: string, section: RunSection | null = null, hashedId: string | null = null): void {
    const panel = this.#panels.get(runId) ?? this.#keep(this.#create(runId));
    panel.reveal(section, hashedId);
  }

  #create(runId: string): RunPanel {
    const panel = vscode.window.createWebviewPanel(runViewType, runId, vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    return new RunPanel(panel, runId, this.#parts);
  }

  #keep(panel: RunPanel): RunPanel {
    this.#panels.get(panel.runId)?.dispose();
    this.#panels.set(panel.runId, panel);
    panel.onDidClose(() => {
      if (this.#panels.get(panel.runId) === panel) this.#panels.delete(panel.runId);
    });
    return panel;
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}
