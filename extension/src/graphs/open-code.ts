/** Shows code, in the column where its document is shown already. */
import * as vscode from 'vscode';
import type { GraphNode, Range } from '../../../server/src/workflow-graph.ts';
import type { Graphs } from './graphs.ts';

/** Selects a node's code in the current text. */
export async function openNode(uri: string, node: GraphNode, graphs: Graphs): Promise<void> {
  const { start, end } = node.range;
  const range = new vscode.Range(
    graphs.lineNow(uri, start.line),
    start.character,
    graphs.lineNow(uri, end.line),
    end.character,
  );
  await openRange(vscode.Uri.parse(uri), range);
}

/** @param keptFree a column whose tab must stay in view: the picture from which the code is opened. */
export async function openRange(
  uri: vscode.Uri,
  range: vscode.Range,
  keptFree?: vscode.ViewColumn,
): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? freeColumn(keptFree),
    // Only the beginning is brought into view: showing the end of a long line would push its beginning out.
    selection: new vscode.Range(range.start, range.start),
  });
  editor.selection = new vscode.Selection(range.end, range.start);
}

function freeColumn(keptFree: vscode.ViewColumn | undefined): vscode.ViewColumn {
  if (keptFree !== vscode.ViewColumn.One) return vscode.ViewColumn.One;
  const other = vscode.window.visibleTextEditors.find(
    ({ viewColumn }) => viewColumn !== undefined && viewColumn !== keptFree,
  );
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

export function toVsCodeRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
