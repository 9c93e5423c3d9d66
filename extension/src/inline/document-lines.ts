/** What the runs that are shown say in a document, and on which lines. */
import * as vscode from 'vscode';
import { columnsOf } from '../format/columns.ts';
import type { Comparisons } from '../graphs/comparisons.ts';
import type { GraphSession } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs, nodeUri } from '../graphs/graphs.ts';
import type { BlockedRuns } from '../runtime/blocked-runs.ts';
import type { Settings } from '../settings.ts';
import {
  type CallMark,
  callMarks,
  type DrawnLines,
  drawnLines,
  type MarksInput,
  type ReasonMark,
  reasonMarks,
} from './step-lines.ts';

export interface ShownRuns {
  graphs: Graphs;
  session: GraphSession;
  comparisons: Comparisons;
  blocked: BlockedRuns;
  settings: Settings;
}

/** Null: the user wants no progress in the text. */
export function documentLines(
  document: vscode.TextDocument,
  tabSize: number,
  parts: ShownRuns,
): DrawnLines | null {
  const setting = parts.settings.get('inlineProgress');
  if (setting === 'off') return null;
  const wraps = vscode.workspace.getConfiguration('editor', document).get('wordWrap') !== 'off';
  const widthOf = (line: number): number | null => {
    if (line >= document.lineCount) return null;
    // The end of a line that is wrapped is always in view.
    return wraps ? 0 : columnsOf(document.lineAt(line).text, tabSize);
  };
  const placement = setting === 'gutterOnly' ? null : setting;
  const { marks, reasons } = marksIn(document.uri.toString(), parts);
  return drawnLines(marks, reasons, { widthOf, placement }, vscode.l10n);
}

/** Of every run that is shown and has code in the document. */
function marksIn(
  uri: string,
  { graphs, session, blocked, comparisons }: ShownRuns,
): { marks: CallMark[]; reasons: ReasonMark[] } {
  const marks: CallMark[] = [];
  const reasons: ReasonMark[] = [];
  for (const answer of graphs.known()) {
    for (const graph of allGraphs(answer.graphs)) {
      // Only a helper's code stands in another document than the function's.
      if (answer.uri !== uri && !graph.nodes.some(({ file }) => file !== undefined)) continue;
      const shown = session.shown(answer.uri, graph);
      if (!shown) continue;
      const input: MarksInput = {
        uri: answer.uri,
        graph,
        overlay: shown.overlay,
        comparison: comparisons.on(graph),
        progress: shown.progress,
        isHere: (node) => nodeUri(answer.uri, graph, node) === uri,
        lineNow: (line) => graphs.lineNow(uri, line),
        editedAt: (nodeId) => graphs.editedAt(answer.uri, nodeId),
        blockedBy: shown.moment === null ? blocked.reason(shown.progress) : null,
        now: shown.now,
      };
      marks.push(...callMarks(input, vscode.l10n));
      reasons.push(...reasonMarks(input));
    }
  }
  return { marks, reasons };
}
