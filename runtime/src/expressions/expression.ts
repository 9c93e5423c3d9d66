/** Expressions of triggers, waits and cancellations: parsed once, evaluated often, explained when false. */
import { type ASTNode, parse } from '@marcbachmann/cel-js';
import type { ClauseVerdict } from '../contract/run.ts';
import { compile, type Evaluate } from './compile.ts';
import { ExpressionError } from './values.ts';

/** An event as expressions see it. */
export type EventView = Record<string, unknown>;

export interface Expression {
  text: string;
  evaluate: Evaluate;
  clauses: Clause[];
}

/** One part of the outermost conjunction. */
export interface Clause {
  text: string;
  evaluate: Evaluate;
  /** Both sides when the clause is a comparison. */
  sides: { op: string; left: Side; right: Side } | null;
}

export interface Side {
  text: string;
  evaluate: Evaluate;
  node: ASTNode;
}

const variables: ReadonlySet<string> = new Set(['event', 'async']);
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

const parsed = new Map<string, Expression>();
const parsedAtMost = 5_000;

/** @throws ExpressionError: `InvalidExpression` when it cannot be read, `CompileError` when a name is unknown. */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known) return known;
  const ast = parseText(text);
  const expression: Expression = {
    text,
    evaluate: compile(ast, variables),
    clauses: conjuncts(ast).map((node) => toClause(node, text)),
  };
  if (parsed.size >= parsedAtMost) parsed.clear();
  parsed.set(text, expression);
  return expression;
}

function parseText(text: string): ASTNode {
  try {
    return parse(text).ast;
  } catch (error) {
    const [first] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ExpressionError('InvalidExpression', `${first} in the expression ${text}`);
  }
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node];
}

function toClause(node: ASTNode, text: string): Clause {
  const side = (part: ASTNode): Side => ({
    text: text.slice(part.start, part.end),
    evaluate: compile(part, variables),
    node: part,
  });
  const sides = comparisons.has(node.op)
    ? { op: node.op, left: side((node.args as ASTNode[])[0]!), right: side((node.args as ASTNode[])[1]!) }
    : null;
  return { text: text.slice(node.start, node.end), evaluate: compile(node, variables), sides };
}

/** False, too, when it cannot be evaluated or is no boolean (protocol 5). */
export function matches(text: string, event: EventView, candidate: EventView | null, now: number): boolean {
  try {
    return parseExpression(text).evaluate(scopeOf(event, candidate, now)) === true;
  } catch {
    return false;
  }
}

/** The value of a key or priority, which see only `event`. @throws ExpressionError */
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
  return parseExpression(text).clauses.map((clause) => {
    const verdict: ClauseVerdict = { expression: clause.text, result: null };
    try {
      if (clause.sides) {
        const { left, right } = clause.sides;
        verdict.left = { expression: left.text, value: left.evaluate(scope) };
        verdict.right = { expression: right.text, value: right.evaluate(scope) };
      }
      verdict.result = Boolean(clause.evaluate(scope));
      const types = verdict.result ? null : typesDiffer(verdict);
      if (types !== null) verdict.reason = types;
    } catch (error) {
      verdict.reason = error instanceof Error ? error.message : String(error);
    }
    return verdict;
  });
}

/** `"1"` and `1` look the same to a person. */
function typesDiffer({ left, right }: ClauseVerdict): string | null {
  const [a, b] = [left?.value, right?.value];
  const simple = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  if (!simple(a) || !simple(b) || typeof a === typeof b || String(a) !== String(b)) return null;
  return `${JSON.stringify(a)} is a ${typeof a}, ${JSON.stringify(b)} a ${typeof b}`;
}

function scopeOf(event: EventView, candidate: EventView | null, now: number) {
  return { variables: { event, async: candidate ?? undefined }, now };
}
