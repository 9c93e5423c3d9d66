/** The fixes of the problems at a place, one for all of the same code in the file, and the comment that keeps one quiet. */
import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver';
import { suppressing } from '../rules/facts/suppression.ts';
import { safeFixes } from '../rules/fixes/apply-fixes.ts';
import type { Fix } from '../rules/model/rule.ts';
import { rangeOf } from '../rules/model/span.ts';
import type { Problem } from '../rules/problem.ts';
import type { Range } from '../workflow-graph.ts';
import { uriOf } from '../workspace/document-uri.ts';
import { diagnosticOf } from './diagnostics.ts';

/** `uriFor`: the name under which the client knows a file that it has open. */
export function codeActions(
  problems: readonly Problem[],
  range: Range,
  uriFor: (path: string) => string = uriOf,
): CodeAction[] {
  const here = problems.filter(({ at }) => touches(rangeOf(at), range));
  const actions: CodeAction[] = [];
  for (const problem of here) {
    for (const fix of problem.fixes ?? []) actions.push(action(fix, [problem], uriFor));
  }
  for (const code of new Set(here.map((problem) => problem.code))) {
    const fix = fixForAll(code, problems);
    if (fix) actions.push(action(fix.fix, fix.problems, uriFor));
  }
  for (const problem of here) {
    const title = `Disable ${problem.code} for this line`;
    actions.push(action({ title, edits: [suppressing(problem.code, problem.at)] }, [problem], uriFor));
  }
  return actions;
}

/** Both ends count: the cursor may be just behind the code. */
function touches(a: Range, b: Range): boolean {
  const isBehind = (x: Range, y: Range): boolean =>
    x.start.line > y.end.line || (x.start.line === y.end.line && x.start.character > y.end.character);
  return !isBehind(a, b) && !isBehind(b, a);
}

/** Null unless several problems have a fix that needs no looking at. */
function fixForAll(
  code: string,
  problems: readonly Problem[],
): { fix: Fix; problems: readonly Problem[] } | null {
  const { fixed, edits } = safeFixes(problems.filter((problem) => problem.code === code));
  if (fixed.length < 2) return null;
  return { fix: { title: `Fix all ${fixed.length} ${code} problems in this file`, edits }, problems: fixed };
}

function action(fix: Fix, problems: readonly Problem[], uriFor: (path: string) => string): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { at, text } of fix.edits) {
    const uri = uriFor(at.file.path);
    const edits = changes[uri] ?? [];
    edits.push({ range: rangeOf(at), newText: text });
    changes[uri] = edits;
  }
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: problems.map(diagnosticOf),
    ...(fix.isPreferred ? { isPreferred: true } : {}),
    edit: { changes },
  };
}
