/** Which runs have a page in the window. */
import * as vscode from 'vscode';
import type { RunPanelState, RunSection } from '../../../webview/src/run-protocol.ts';
import { RunPanel, type RunPanelParts, runViewType } from './run-panel.ts';

/** Runs whose page is open: VS Code may bring back a tab without what its page has stored. */
const openPages = 'steplight.openRunPages';

/** The pages of runs in the window: at most one for each run. */
export class RunPanels implements vscode.Disposable {
  readonly #parts: RunPanelParts;
  readonly #panels = new Map<string, RunPanel>();
  readonly #serializer: vscode.Disposable;
  readonly #memory: vscode.Memento;
  /** When the window was opened. */
  readonly #openBefore: readonly string[];
  #isDisposed = false;

  /** @param memory of the workspace. */
  constructor(parts: RunPanelParts, memory: vscode.Memento) {
    this.#parts = parts;
    this.#memory = memory;
    this.#openBefore = memory.get<readonly string[]>(openPages, []);
    this.#serializer = vscode.window.registerWebviewPanelSerializer(runViewType, {
      deserializeWebviewPanel: async (panel, state: Partial<RunPanelState> | undefined) => {
        const runId = typeof state?.runId === 'string' ? state.runId : this.#runOfTab(panel.title);
        if (runId === null) panel.dispose();
        else this.#keep(new RunPanel(panel, runId, parts, state?.selected ?? null));
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

  /** A title is the run's ID, or has the end of it behind the function's name. */
  #runOfTab(title: string): string | null {
    return this.#openBefore.find((runId) => runId.endsWith(title.split(' ').at(-1) ?? title)) ?? null;
  }

  #keep(panel: RunPanel): RunPanel {
    this.#panels.get(panel.runId)?.dispose();
    this.#panels.set(panel.runId, panel);
    this.#remember();
    panel.onDidClose(() => {
      if (this.#panels.get(panel.runId) !== panel) return;
      this.#panels.delete(panel.runId);
      if (!this.#isDisposed) this.#remember();
    });
    return panel;
  }

  #remember(): void {
    void this.#memory.update(openPages, [...this.#panels.keys()]);
  }

  dispose(): void {
    // Closing the window closes no page.
    this.#isDisposed = true;
    this.#serializer.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}
