/**
 * Expressions over events, checked as the server compiles them: CEL with its standard functions, a few of Inngest's own
 * and no others. Places are offsets in the expression's text.
 */
import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import {
  type Arity,
  expressionFunctions,
  expressionMethods,
  expressionTypes,
  expressionVariables,
} from './expression-names.ts';
import { childrenOf, macroVariable } from './expression-paths.ts';
import { javaScriptHabit } from './javascript-habits.ts';
import { nearMiss } from './similar-names.ts';
import type { TextProblem } from './text-problem.ts';

export interface ExpressionUse {
  /** `async` is the awaited event; only waits and cancellations have one. */
  hasAsync: boolean;
  /** The server accepts comparisons and their combinations only: no function calls, no arithmetic. */
  isComparisonOnly: boolean;
  /** Parts that are known only at run time; they are not checked. */
  holes?: readonly { start: number; end: number }[];
}

/** What a cancellation may convert with. */
const conversions: ReadonlySet<string> = new Set(['int', 'uint', 'double']);

export function expressionProblems(text: string, use: ExpressionUse): TextProblem[] {
  const holes = use.holes ?? [];
  let ast: ASTNode;
  try {
    ast = parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError) || error.code === 'limit_exceeded') return [];
    const at = error.range ?? { start: 0, end: text.length };
    const habit = javaScriptHabit(text, at.start);
    if (habit) return [habit];
    // The missing part may be inserted at run time.
    return holes.length > 0 ? [] : [{ ...shown(at, text), message: sentence(error.summary, text) }];
  }
  const problems: TextProblem[] = [];
  const isHole = ({ start, end }: { start: number; end: number }): boolean =>
    holes.some((hole) => hole.start < end && start < hole.end);
  const visit = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const problem = isHole(node) && node.op === 'id' ? null : problemOf(node, text, bound, use);
    if (problem) problems.push(problem);
    const variable = macroVariable(node);
    const inside = variable === null ? bound : new Set([...bound, variable]);
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(ast, new Set());
  return problems;
}

function problemOf(
  node: ASTNode,
  text: string,
  bound: ReadonlySet<string>,
  use: ExpressionUse,
): TextProblem | null {
  const beyond = use.isComparisonOnly ? beyondComparison(node, text) : null;
  switch (node.op) {
    case 'id':
      return bound.has(node.args) ? null : variableProblem(node.args, node.start, node.end, use);
    case 'call':
      return callProblem(node, node.args[0], node.start, node.args[1].length, expressionFunctions) ?? beyond;
    case 'rcall': {
      const [name, target, args] = node.args;
      const start = text.indexOf(name, target.end);
      const habit = javaScriptHabit(text, start);
      return habit ?? callProblem(node, name, start, args.length, expressionMethods) ?? beyond;
    }
    default:
      return beyond;
  }
}

function variableProblem(name: string, start: number, end: number, use: ExpressionUse): TextProblem | null {
  const at = { start, end };
  const replaced = (text: string) => [{ ...at, text }];
  if (name === 'async' && !use.hasAsync) {
    return {
      ...at,
      message: '`async` is the awaited event of a wait; only `event` exists here.',
      edits: replaced('event'),
    };
  }
  if (expressionVariables.has(name) || expressionTypes.includes(name)) return null;
  if (name === 'undefined') {
    return {
      ...at,
      message: 'There is no `undefined` in expressions; a missing field equals `null`.',
      edits: replaced('null'),
    };
  }
  if (name === 'data' || name === 'user') {
    return {
      ...at,
      message: `\`${name}\` is a field of the event: \`event.${name}\`.`,
      edits: replaced(`event.${name}`),
    };
  }
  const known = use.hasAsync ? ['event', 'async'] : ['event'];
  const near = name === 'events' ? 'event' : nearMiss(name, known);
  const what = known.map((variable) => `\`${variable}\``).join(' and ');
  if (near === null) return { ...at, message: `There is no \`${name}\` in expressions, only ${what}.` };
  return {
    ...at,
    message: `There is no \`${name}\` in expressions; did you mean \`${near}\`?`,
    edits: replaced(near),
  };
}

function callProblem(
  node: ASTNode,
  name: string,
  start: number,
  count: number,
  known: Readonly<Record<string, Arity>>,
): TextProblem | null {
  const at = { start, end: start + name.length };
  const arity = Object.hasOwn(known, name) ? known[name] : undefined;
  if (arity) {
    const [min, max] = arity;
    if (count >= min && count <= max) return null;
    const wanted = min === max ? `${min}` : `${min} to ${max}`;
    return {
      start: node.start,
      end: node.end,
      message: `\`${name}\` takes ${wanted} argument${max === 1 ? '' : 's'}, not ${count}.`,
    };
  }
  const near = nearMiss(name, Object.keys(known));
  if (near === null) return { ...at, message: `There is no function \`${name}\` in expressions.` };
  return {
    ...at,
    message: `There is no function \`${name}\` in expressions; did you mean \`${near}\`?`,
    edits: [{ ...at, text: near }],
  };
}

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

function beyondComparison(node: ASTNode, text: string): TextProblem | null {
  const isCall = node.op === 'rcall' || (node.op === 'call' && !conversions.has(node.args[0]));
  const isSum = arithmetic.has(node.op) || (node.op === '-_' && node.args.op !== 'value');
  if (!isCall && !isSum) return null;
  const what = isCall ? 'calls' : 'arithmetic';
  return {
    start: node.start,
    end: node.end,
    message: `The server does not allow ${what} in \`cancelOn\`, only comparisons: \`${text.slice(node.start, node.end)}\`.`,
  };
}

/** An error at the end of the text is shown on its last character. */
function shown({ start, end }: { start: number; end: number }, text: string): { start: number; end: number } {
  if (start < text.length && end > start) return { start, end };
  return { start: Math.max(0, text.trimEnd().length - 1), end: text.length };
}

const tokens: Record<string, string> = {
  EOF: 'the end',
  IDENTIFIER: 'a name',
  RPAREN: '`)`',
  LPAREN: '`(`',
  RBRACKET: '`]`',
  LBRACKET: '`[`',
  RBRACE: '`}`',
  LBRACE: '`{`',
  COLON: '`:`',
  COMMA: '`,`',
  DOT: '`.`',
  QUESTION: '`?`',
  IN: '`in`',
};

function sentence(summary: string, text: string): string {
  if (text.trim() === '') return 'The expression is empty.';
  const expected = /^Expected (\w+), got (\w+)/.exec(summary);
  const named = (token = ''): string => tokens[token] ?? `\`${token.toLowerCase()}\``;
  if (expected) return `${capital(named(expected[1]))} is missing before ${named(expected[2])}.`;
  const unexpected = /^Unexpected token: (\w+)/.exec(summary)?.[1];
  if (unexpected === 'EOF') return 'The expression is incomplete.';
  if (unexpected !== undefined) return `Unexpected ${named(unexpected)}.`;
  const character = /^Unexpected character: '?(.)/.exec(summary)?.[1];
  if (character !== undefined) return `Unexpected \`${character}\`.`;
  return `The expression cannot be parsed: ${summary.replace(/\.$/, '')}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
