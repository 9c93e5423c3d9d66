/** The one graph panel of the window: opened, reused, restored. */
import * as vscode from 'vscode';
import type { PanelState } from '../../../webview/src/protocol.ts';
import { GraphPanel, type GraphPanelParts, graphViewType } from './graph-panel.ts';

export class GraphPanels implements vscode.Disposable {
  readonly #parts: GraphPanelParts;
  readonly #serializer: vscode.Disposable;
  #panel: GraphPanel | null = null;

  constructor(parts: GraphPanelParts) {
    this.#parts = parts;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(graphViewType, {
      deserializeWebviewPanel: async (panel, state: Partial<PanelState> | undefined) => {
        this.#keep(GraphPanel.restore(panel, state, parts));
      },
    });
  }

  open(uri: string, functionId: string): void {
    if (this.#panel) {
      this.#panel.show(uri, functionId);
      this.#panel.reveal();
      return;
    }
    this.#keep(GraphPanel.create({ uri, functionId }, this.#parts));
  }

  #keep(panel: GraphPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.onDidClose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }
}
