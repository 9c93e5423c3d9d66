/**
 * Expressions with which clients search events and runs. Of events they see `event`, of runs these too:
 *
 * - `output`: what the function returned; the error if it failed, as on Inngest's servers
 * - `error`: `name`, `message`, `stack`
 * - `run`: `id`, `status`, `functionId`, `functionName`, `appId`, `eventName`, `attempts`, `duration`, `queuedAt`,
 *   `startedAt`, `endedAt`
 * - `steps`: a list of `id`, `name`, `status`, `attempts`, `output`, `error`
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { compile } from './compile.ts';
import type { EventView } from './expression.ts';
import { globalFunctions, methods, types } from './functions.ts';
import { macros } from './macros.ts';
import { nodesIn, parseText } from './parse.ts';
import { ExpressionError } from './values.ts';

export interface RunView {
  /** Absent: not asked for, see {@link SearchExpression.needsEvent}. */
  event?: EventView;
  output?: unknown;
  error?: unknown;
  run?: Record<RunField, unknown>;
  steps?: readonly Record<string, unknown>[];
}

export interface SearchExpression {
  /** Whether it reads the event. */
  needsEvent: boolean;
  /** What cannot be evaluated on something does not match it. */
  matches(view: RunView): boolean;
}

const runFields = [
  'id',
  'status',
  'functionId',
  'functionName',
  'appId',
  'eventName',
  'attempts',
  'duration',
  'queuedAt',
  'startedAt',
  'endedAt',
] as const;
export type RunField = (typeof runFields)[number];

const eventVariables: ReadonlySet<string> = new Set(['event']);
const runVariables: ReadonlySet<string> = new Set(['event', 'output', 'error', 'run', 'steps']);

/** @throws ExpressionError when it cannot be read. */
export function runExpression(text: string, now: number): SearchExpression {
  return searchExpression(text, now, runVariables);
}

/** Of events alone. @throws ExpressionError when it cannot be read. */
export function eventExpression(text: string, now: number): SearchExpression {
  return searchExpression(text, now, eventVariables);
}

function searchExpression(text: string, now: number, variables: ReadonlySet<string>): SearchExpression {
  const tree = parseText(text);
  checkNames(tree, variables);
  checkIsCondition(tree, text);
  const evaluate = compile(tree, variables);
  return {
    needsEvent: mentions(tree, 'event'),
    matches: (view) => {
      try {
        return evaluate({ variables: { ...view }, now }) === true;
      } catch {
        return false;
      }
    },
  };
}

/** As the compiler does, but saying where, and what is known. */
function checkNames(node: ASTNode, variables: ReadonlySet<string>, bound: readonly string[] = []): void {
  if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'run' && variables.has('run')) {
    const field = node.args[1];
    if (!runFields.some((known) => known === field))
      throw unknown(`field run.${field}`, node, `run has ${runFields.join(', ')}`);
  }
  if (node.op === 'id' && !variables.has(node.args) && !bound.includes(node.args) && !types.has(node.args))
    throw unknown(`variable ${node.args}`, node, `known are ${[...variables].join(', ')}`);
  if (node.op === 'call' && node.args[0] !== 'has' && !globalFunctions.has(node.args[0]))
    throw unknown(`function ${node.args[0]}()`, node, `known are ${[...globalFunctions.keys()].join(', ')}`);
  if (node.op === 'rcall' && !methods.has(node.args[0]) && !Object.hasOwn(macros, node.args[0]))
    throw unknown(
      `function .${node.args[0]}()`,
      node,
      `known are ${[...methods.keys(), ...Object.keys(macros)].join(', ')}`,
    );
  const item = node.op === 'rcall' ? node.args[2]?.[0] : undefined;
  const inside = item?.op === 'id' ? [...bound, item.args] : bound;
  for (const child of nodesIn(node.args)) checkNames(child, variables, inside);
}

function unknown(what: string, node: ASTNode, known: string): ExpressionError {
  return new ExpressionError('CompileError', `unknown ${what} at character ${node.start + 1}; ${known}`);
}

const valueOperators: ReadonlySet<string> = new Set(['list', 'map', '+', '-', '*', '/', '%', '-_']);

/** What is never true or false matches nothing, and is a mistake. */
function checkIsCondition(node: ASTNode, text: string): void {
  const isValue = valueOperators.has(node.op) || (node.op === 'value' && typeof node.args !== 'boolean');
  if (isValue)
    throw new ExpressionError(
      'InvalidExpression',
      `${text} is not a condition; compare it, as in output.count > 3`,
    );
}

function mentions(node: ASTNode, name: string): boolean {
  return (
    (node.op === 'id' && node.args === name) || nodesIn(node.args).some((child) => mentions(child, name))
  );
}
