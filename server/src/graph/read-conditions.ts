/**
 * Records which steps' results each decision depends on. When a run has those results, the answer is known before
 * the next step reports anything.
 */
import { ts } from 'ts-morph';
import { isChangedInside } from '../syntax/assigned.ts';
import { valueNamesIn } from '../syntax/ast.ts';
import { isConstDeclaration, nameText, unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Condition } from '../workflow-graph.ts';
import type { Draft } from './draft.ts';

type Result = Condition['results'][string];

export function readConditions(draft: Draft): void {
  for (const [id, test] of draft.conditions) {
    const node = draft.nodes.get(id);
    if (!node) continue;
    const results: Condition['results'] = {};
    for (const name of valueNamesIn(test)) {
      const result = resultIn(name, draft);
      if (result) results[name.text] = result;
    }
    if (Object.keys(results).length > 0) node.condition = { source: test.getText(), results };
  }
}

/** Null unless the name is a constant that holds one step's result, or a destructured part of it, as it was recorded. */
function resultIn(name: ts.Identifier, draft: Draft): Result | null {
  let holder: ts.Node | null = lookupName(name);
  const path: string[] = [];
  while (holder && ts.isBindingElement(holder)) {
    const key = holder.propertyName ?? holder.name;
    const text = ts.isIdentifier(key) ? key.text : ts.isPropertyName(key) ? nameText(key) : null;
    if (text === null || holder.dotDotDotToken || holder.initializer) return null;
    if (!ts.isObjectBindingPattern(holder.parent)) return null;
    path.unshift(text);
    holder = holder.parent.parent;
  }
  if (!holder || !ts.isVariableDeclaration(holder) || !holder.initializer || !isConstDeclaration(holder))
    return null;
  const awaited = unwrap(holder.initializer);
  // Of a promise that is not awaited, the code sees no result.
  if (!ts.isAwaitExpression(awaited) || isChangedInside(name.text, name.getSourceFile())) return null;
  const initializer = unwrap(awaited, true);
  const [node, ...others] = ts.isCallExpression(initializer) ? (draft.placed.get(initializer) ?? []) : [];
  return node !== undefined && others.length === 0 ? { node, path } : null;
}
