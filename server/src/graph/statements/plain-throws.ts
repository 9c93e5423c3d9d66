/** Where code outside steps may throw inside a `try`. */
import { ts } from 'ts-morph';
import { contains } from '../../syntax/ast.ts';
import { isFunctionNode } from '../../syntax/scope.ts';
import type { BuildContext } from '../build-context.ts';
import type { DraftNode } from '../draft.ts';

/** Never throw, whatever their arguments. */
const safe =
  /^(console\.|Promise\.|Date\.now|Math\.|Array\.isArray|Boolean$|String$|Number$|Object\.(keys|values|entries)$|performance\.now)/;

function mayThrow(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return !/^(Date|Map|Set|WeakMap|Error)$/.test(node.expression.getText());
  return ts.isCallExpression(node) && !safe.test(node.expression.getText());
}

/** Whether something before the body's first step may throw. */
export function mayThrowFirst(body: ts.Block, context: BuildContext): boolean {
  return firstIn(body, context, 0) === 'throw';
}

/** What comes first in the code: a step, something that may throw, or neither. */
function firstIn(body: ts.Node, context: BuildContext, depth: number): 'step' | 'throw' | null {
  let first: 'step' | 'throw' | null = null;
  const { placed, inlined } = context.draft;
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
    if (helper?.body && depth < 8) first ??= firstIn(helper.body, context, depth + 1) ?? 'step';
    else if (mayThrow(node)) first ??= 'throw';
  };
  ts.forEachChild(body, visit);
  return first;
}

/** Sleeps and waits never fail, but code between them and the next step may. */
export function throwsAfterPause(body: ts.Block, tryId: string, context: BuildContext): string[] {
  const { nodes } = context.draft;
  const pauses: string[] = [];
  for (const node of nodes.values()) {
    if (!node.step || !pausing.test(node.step.tool) || !isInside(node.parent, tryId, context)) continue;
    if (
      placesOf(node, tryId, context).some((place) => throwsBehind(place, containerOf(place, body), context))
    ) {
      pauses.push(node.id);
    }
  }
  return pauses;
}

const pausing = /^(sleep|sleepUntil|waitForEvent|waitForSignal)$/;

/** The step's own code, and the calls through which it is reached. */
function placesOf(node: DraftNode, tryId: string, context: BuildContext): ts.Node[] {
  const places = [node.source];
  for (let at = node.parent; at !== undefined && at !== tryId; ) {
    const around = context.draft.nodes.get(at);
    if (around?.kind === 'call') places.push(around.source);
    at = around?.parent;
  }
  return places;
}

/** The code that follows a place before control leaves the `try`: its body, or that of a helper. */
function containerOf(place: ts.Node, body: ts.Block): ts.Node {
  if (contains(body, place)) return body;
  const owner = ts.findAncestor(place, isFunctionNode);
  return owner?.body ?? body;
}

function throwsBehind(place: ts.Node, container: ts.Node, context: BuildContext): boolean {
  const { placed, inlined } = context.draft;
  const loop = ts.findAncestor(place, (at) => at === container || ts.isIterationStatement(at, false));
  const isBehind = (node: ts.Node): boolean =>
    node.pos >= place.end || (loop !== undefined && loop !== container && contains(loop, node));
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isThrowStatement(node)) return false;
    const isDrawn = ts.isCallExpression(node) && (placed.has(node) || inlined.has(node));
    if (mayThrow(node) && !isDrawn && isBehind(node) && !contains(node, place)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(container, visit) ?? false;
}

function isInside(parent: string | undefined, id: string, context: BuildContext): boolean {
  for (let at = parent; at !== undefined; at = context.draft.nodes.get(at)?.parent)
    if (at === id) return true;
  return false;
}
