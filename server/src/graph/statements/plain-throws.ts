/** Where code that is no step may throw inside a `try`. */
import { ts } from 'ts-morph';
import type { Build } from '../build.ts';

/** Do not throw, whatever they are given. */
const safe =
  /^(console\.|Promise\.|Date\.now|Math\.|Array\.isArray|Boolean$|String$|Number$|Object\.(keys|values|entries)$|performance\.now)/;

function mayThrow(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return !/^(Date|Map|Set|WeakMap|Error)$/.test(node.expression.getText());
  return ts.isCallExpression(node) && !safe.test(node.expression.getText());
}

/** Whether something other than a step stands before the body's first step and may throw. */
export function mayThrowFirst(body: ts.Block, build: Build): boolean {
  return firstIn(body, build, 0) === 'throw';
}

/** What comes first in some code: a step, something that may throw, or neither. */
function firstIn(body: ts.Node, build: Build, depth: number): 'step' | 'throw' | null {
  let first: 'step' | 'throw' | null = null;
  const { placed, inlined } = build.draft;
  const visit = (node: ts.Node): void => {
    // An explicit throw has its own edge.
    if (first || ts.isFunctionLike(node) || ts.isThrowStatement(node)) return;
    const isCall = ts.isCallExpression(node);
    if (isCall && placed.has(node)) {
      first = 'step';
      return;
    }
    ts.forEachChild(node, visit);
    const helper = isCall ? inlined.get(node) : undefined;
    if (helper?.body && depth < 8) first ??= firstIn(helper.body, build, depth + 1) ?? 'step';
    else if (mayThrow(node)) first ??= 'throw';
  };
  ts.forEachChild(body, visit);
  return first;
}

/** Sleeps and waits never fail, but code between them and the next step may. */
export function throwsAfterPause(body: ts.Block, tryId: string, build: Build): string[] {
  const throwing: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isThrowStatement(node)) return;
    const isDrawn =
      ts.isCallExpression(node) && (build.draft.placed.has(node) || build.draft.inlined.has(node));
    if (mayThrow(node) && !isDrawn) throwing.push(node);
    ts.forEachChild(node, visit);
  };
  visit(body);
  if (throwing.length === 0) return [];
  const pauses: string[] = [];
  for (const { id, step, source, parent } of build.draft.nodes.values()) {
    if (
      !step ||
      !/^(sleep|sleepUntil|waitForEvent|waitForSignal)$/.test(step.tool) ||
      !isInside(parent, tryId, build)
    )
      continue;
    const loop = ts.findAncestor(source, (at) => at === body || ts.isIterationStatement(at, false));
    const isBehind = (node: ts.Node): boolean =>
      node.pos >= source.end ||
      (loop !== undefined && loop !== body && node.pos >= loop.pos && node.end <= loop.end);
    if (throwing.some((node) => !isAround(node, source) && isBehind(node))) pauses.push(id);
  }
  return pauses;
}

function isAround(outer: ts.Node, node: ts.Node): boolean {
  return outer.pos <= node.pos && outer.end >= node.end;
}

function isInside(parent: string | undefined, id: string, build: Build): boolean {
  for (let at = parent; at !== undefined; at = build.draft.nodes.get(at)?.parent) if (at === id) return true;
  return false;
}
