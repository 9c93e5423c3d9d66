/** Expressions of triggers, waits and cancellations: parsed once, evaluated often, explained when false. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { messageOf } from '../contract/error-text.ts';
import type { ClauseVerdict } from '../contract/run.ts';
import { compile, compileSide, type Evaluate, type Scope } from './compile.ts';
import { parseText } from './parse.ts';
import { ExpressionError, Failure, plainOf } from './values.ts';

/** An event as expressions see it. */
export type EventView = Record<string, unknown>;

export interface Expression {
  text: string;
  /** @throws ExpressionError when nothing comes of it. */
  evaluate: Evaluate;
  clauses: Clause[];
}

/** One part of the outermost conjunction. */
export interface Clause {
  text: string;
  evaluate: Evaluate;
  /** Both sides when the clause is a comparison. */
  sides: { op: string; left: Side; right: Side } | null;
  /** What the clause denies, when it does. */
  denied: Evaluate | null;
}

export interface Side {
  text: string;
  evaluate: Evaluate;
  node: ASTNode;
}

const variables: ReadonlySet<string> = new Set(['event', 'async']);
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

const parsed = new Map<string, Expression>();
const maxParsed = 5_000;

/** @throws ExpressionError: `InvalidExpression` when it cannot be read, `CompileError` when a name is unknown. */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known) return known;
  const expression = readExpression(text);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(text, expression);
  return expression;
}

function readExpression(text: string): Expression {
  const ast = parseText(text);
  const evaluate = compile(ast, variables);
  return {
    text,
    evaluate: (scope) => resultOf(evaluate(scope)),
    clauses: conjuncts(ast).map((node) => toClause(node, text)),
  };
}

/** Of the whole expression: what is missing is false. */
function resultOf(value: unknown): unknown {
  if (value instanceof Failure) throw new ExpressionError('EvaluationError', value.message);
  return value ?? (value === null ? null : false);
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node];
}

function toClause(node: ASTNode, text: string): Clause {
  const side = (part: ASTNode): Side => ({
    text: text.slice(part.start, part.end),
    evaluate: compileSide(part, variables),
    node: part,
  });
  const sides = comparisons.has(node.op)
    ? { op: node.op, left: side((node.args as ASTNode[])[0]!), right: side((node.args as ASTNode[])[1]!) }
    : null;
  return {
    text: text.slice(node.start, node.end),
    evaluate: compile(node, variables),
    sides,
    denied: node.op === '!_' ? compile(node.args, variables) : null,
  };
}

/** False, too, when it cannot be evaluated or is no boolean (protocol 5). */
export function matches(text: string, event: EventView, candidate: EventView | null, now: number): boolean {
  try {
    return parseExpression(text).evaluate(scopeOf(event, candidate, now)) === true;
  } catch {
    return false;
  }
}

/** The value of a key or priority, which see only `event`; a whole number is a `bigint`. @throws ExpressionError */
export function evaluate(text: string, event: EventView, now: number): unknown {
  return parseExpression(text).evaluate(scopeOf(event, null, now));
}

/** The verdict on each clause, with the values of both sides, for telling a person why an event did not match. */
export function explain(
  text: string,
  event: EventView,
  candidate: EventView | null,
  now: number,
): ClauseVerdict[] {
  const scope = scopeOf(event, candidate, now);
  const { clauses, evaluate } = parseExpression(text);
  const verdicts = clauses.map((clause) => verdictOn(clause, scope));
  const last = verdicts.at(-1);
  if (last && verdicts.every(({ result }) => result === true)) {
    const reason = whyNotTrue(evaluate, scope);
    if (reason !== null) Object.assign(last, { result: false, reason });
  }
  return verdicts;
}

function verdictOn(clause: Clause, scope: Scope): ClauseVerdict {
  const verdict: ClauseVerdict = { expression: clause.text, result: null };
  try {
    if (clause.sides) {
      const { left, right } = clause.sides;
      verdict.left = { expression: left.text, value: plainOf(left.evaluate(scope)) };
      verdict.right = { expression: right.text, value: plainOf(right.evaluate(scope)) };
    }
    const value = clause.evaluate(scope);
    if (value instanceof Failure) throw new ExpressionError('EvaluationError', value.message);
    verdict.result = Boolean(value);
    const reason = verdict.result ? null : (typesDiffer(verdict) ?? whyNotDenied(clause, scope));
    if (reason !== null) verdict.reason = reason;
  } catch (error) {
    verdict.reason = messageOf(error);
  }
  return verdict;
}

/** Each clause counts as true; the whole must be true itself, and not just count as it. */
function whyNotTrue(evaluate: Evaluate, scope: Scope): string | null {
  try {
    const value = evaluate(scope);
    return value === true
      ? null
      : `evaluates to ${JSON.stringify(plainOf(value))}, which is neither true nor false`;
  } catch (error) {
    return messageOf(error);
  }
}

/** What is missing is no boolean: denying it gives false as well (protocol 5). */
function whyNotDenied({ denied }: Clause, scope: Scope): string | null {
  return denied && denied(scope) === undefined
    ? 'a missing field cannot be negated: compare it with null instead'
    : null;
}

/** `"1"` and `1` look the same to a person. */
function typesDiffer({ left, right }: ClauseVerdict): string | null {
  const [a, b] = [left?.value, right?.value];
  const simple = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  if (!simple(a) || !simple(b) || typeof a === typeof b || String(a) !== String(b)) return null;
  return `${JSON.stringify(a)} is a ${typeof a}, but ${JSON.stringify(b)} is a ${typeof b}`;
}

function scopeOf(event: EventView, candidate: EventView | null, now: number): Scope {
  return { variables: { event, async: candidate ?? undefined }, now, interpolated: candidate !== null };
}
