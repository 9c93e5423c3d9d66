/** At most one panel of a kind per window: opened, reused, and restored after a restart. */
import * as vscode from 'vscode';

export interface ClosablePanel extends vscode.Disposable {
  readonly onDidClose: vscode.Event<void>;
}

/** @typeParam State what the page of the panel stored. */
export class SinglePanel<Panel extends ClosablePanel, State> implements vscode.Disposable {
  readonly #serializer: vscode.Disposable;
  #panel: Panel | null = null;

  constructor(
    viewType: string,
    restore: (panel: vscode.WebviewPanel, state: Partial<State> | undefined) => Panel,
  ) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: Partial<State> | undefined) => {
        this.keep(restore(panel, state));
      },
    });
  }

  protected get panel(): Panel | null {
    return this.#panel;
  }

  protected keep(panel: Panel): Panel {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.onDidClose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
    return panel;
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }
}
