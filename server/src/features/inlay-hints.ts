/** Inlay hints that show cron schedules in plain English. */
import { ts } from 'ts-morph';
import type { InlayHint } from 'vscode-languageserver';
import type { Range } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { slotOf } from './cursor/slot-at.ts';
import { cronSentence, describeCron } from './describe/describe-cron.ts';

export function inlayHints(workspace: Workspace, path: string, range: Range, now: Date): InlayHint[] {
  const file = workspace.usesSdk ? workspace.sources.file(path) : null;
  if (!file || !/cron|createScheduledFunction/.test(file.text)) return [];
  const [from, to] = [file.offsetAt(range.start), file.offsetAt(range.end)];
  const hints: InlayHint[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end < from || node.pos > to) return;
    if (ts.isStringLiteralLike(node) && slotOf(node, workspace.sources)?.kind === 'cron') {
      const sentence = cronSentence(node.text);
      if (sentence !== null) {
        hints.push({
          position: file.positionAt(node.end),
          label: sentence,
          paddingLeft: true,
          tooltip: { kind: 'markdown', value: describeCron(node.text, now) ?? '' },
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return hints;
}
