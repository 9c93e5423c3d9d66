/** Answers decisions with the results that the run has: which way the code goes is known before it reports a step. */
import jsep from 'jsep';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { Condition, GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Matches } from './match-step.ts';

/** By decision: how its condition comes out. Decisions inside loops, and those that ask for more, are not among them. */
export function knownDecisions(
  graph: WorkflowGraph,
  run: RunProgress,
  matches: Matches,
): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  for (const node of graph.nodes) {
    if (!node.condition || isInLoop(node, graph)) continue;
    const truth = evaluateCondition(node.condition, (id) => resultOf(id, run, matches));
    if (truth !== unknown) known.set(node.id, truth);
  }
  return known;
}

function isInLoop(node: GraphNode, graph: WorkflowGraph): boolean {
  for (let up = node.parent; up !== undefined; ) {
    const parent = graph.nodes.find(({ id }) => id === up);
    if (parent?.kind === 'loop') return true;
    up = parent?.parent;
  }
  return false;
}

/** What no result tells. */
export const unknown = Symbol('unknown');
type Value = unknown | typeof unknown;

function resultOf(nodeId: string, run: RunProgress, matches: Matches): Value {
  const [hashedId, ...more] = matches.stepsOf.get(nodeId) ?? [];
  if (hashedId === undefined || more.length > 0) return unknown;
  const step = run.steps.find((one) => one.step.hashedId === hashedId);
  if (step?.status === 'timed-out') return null;
  if (step?.status !== 'completed') return unknown;
  return step.wait ? (step.wait.matched ?? unknown) : step.output;
}

/** @param resultOf the result of a step by its node, or {@link unknown}. */
export function evaluateCondition(
  condition: Condition,
  resultOf: (nodeId: string) => Value,
): boolean | typeof unknown {
  const names = new Map<string, Value>();
  for (const [name, { node, path }] of Object.entries(condition.results)) {
    names.set(
      name,
      path.reduce<Value>((value, key) => member(value, key, false), resultOf(node)),
    );
  }
  let tree: jsep.Expression;
  try {
    tree = jsep(condition.source);
  } catch {
    // TypeScript's own syntax, or more of JavaScript than conditions usually have.
    return unknown;
  }
  const value = evaluate(tree, names);
  return value === unknown ? unknown : Boolean(value);
}

function evaluate(node: jsep.Expression, names: ReadonlyMap<string, Value>): Value {
  switch (node.type) {
    case 'Literal':
      return (node as jsep.Literal).value;
    case 'Identifier': {
      const { name } = node as jsep.Identifier;
      if (name === 'undefined') return undefined;
      return names.has(name) ? names.get(name) : unknown;
    }
    case 'MemberExpression': {
      const { object, property, computed, optional } = node as jsep.MemberExpression;
      const key = computed ? evaluate(property, names) : (property as jsep.Identifier).name;
      return member(evaluate(object, names), key, optional === true);
    }
    case 'UnaryExpression': {
      const { operator, argument } = node as jsep.UnaryExpression;
      const value = evaluate(argument, names);
      if (value === unknown) return unknown;
      return operator === '!' ? !value : operator === '-' ? -Number(value) : unknown;
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression;
      return binary(operator, evaluate(left, names), () => evaluate(right, names));
    }
    default:
      return unknown;
  }
}

/** `.length` and own properties only: a result came as JSON. */
function member(object: Value, key: Value, optional: boolean): Value {
  if (object === unknown || key === unknown) return unknown;
  if (object === null || object === undefined) return optional ? undefined : unknown;
  if (typeof object === 'string') return key === 'length' ? object.length : unknown;
  if (typeof object !== 'object') return unknown;
  if (Array.isArray(object) && key === 'length') return object.length;
  const name = String(key);
  if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  return name in Object.prototype || Array.isArray(object) ? unknown : undefined;
}

function binary(operator: string, left: Value, right: () => Value): Value {
  switch (operator) {
    case '&&':
      return left === unknown ? (isFalse(right()) ? false : unknown) : left ? right() : left;
    case '||':
      return left === unknown ? (isTrue(right()) ? true : unknown) : left ? left : right();
    case '??':
      return left === unknown ? unknown : (left ?? right());
  }
  const other = right();
  if (left === unknown || other === unknown) return unknown;
  switch (operator) {
    case '===':
      return isPrimitive(left) || isPrimitive(other) ? left === other : unknown;
    case '!==':
      return isPrimitive(left) || isPrimitive(other) ? left !== other : unknown;
    case '==':
      return isNullish(left) || isNullish(other)
        ? isNullish(left) === isNullish(other)
        : sameType(left, other);
    case '!=': {
      const equal = binary('==', left, () => other);
      return equal === unknown ? unknown : !equal;
    }
  }
  if (typeof left !== typeof other || (typeof left !== 'number' && typeof left !== 'string')) return unknown;
  const [a, b] = [left, other as typeof left];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return unknown;
  }
}

const isFalse = (value: Value): boolean => value !== unknown && !value;
const isTrue = (value: Value): boolean => value !== unknown && Boolean(value);
const isNullish = (value: Value): boolean => value === null || value === undefined;
const isPrimitive = (value: Value): boolean => value === null || typeof value !== 'object';

function sameType(left: Value, right: Value): Value {
  return typeof left === typeof right && isPrimitive(left) ? left === right : unknown;
}
