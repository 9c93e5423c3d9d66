/**
 * Expressions over events, checked as the server compiles them: CEL with its standard functions, a few of Inngest's own
 * and no others. Places are offsets in the expression's text.
 */
import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import { childrenOf, macroVariable } from './expression-paths.ts';
import { javaScriptHabit } from './javascript-habits.ts';
import { nearMiss } from './similar-names.ts';
import type { TextProblem } from './text-problem.ts';

export interface ExpressionUse {
  /** `async` is the awaited event; only waits and cancellations have one. */
  hasAsync: boolean;
  /** The server takes comparisons and their combinations only: no functions, no arithmetic. */
  isComparisonOnly: boolean;
  /** Parts that are known at run time only; nothing is said about them. */
  holes?: readonly { start: number; end: number }[];
}

/** Every variable that the server declares, and the names of types. */
const variables: ReadonlySet<string> = new Set(['event', 'async', 'vars']);
const types = [
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
  'google',
];

/** Arguments a function takes: fewest and most. */
const functions: Record<string, [number, number]> = {
  bool: [1, 1],
  bytes: [1, 1],
  double: [1, 1],
  duration: [1, 1],
  dyn: [1, 1],
  has: [1, 1],
  int: [1, 1],
  matches: [2, 2],
  size: [1, 1],
  string: [1, 1],
  timestamp: [1, 1],
  type: [1, 1],
  uint: [1, 1],
  b64decode: [1, 1],
  date: [1, 1],
  json_parse: [1, 1],
  lowercase: [1, 1],
  now: [0, 0],
  now_minus: [1, 1],
  now_plus: [1, 1],
  uppercase: [1, 1],
};

const methods: Record<string, [number, number]> = {
  all: [2, 2],
  contains: [1, 1],
  endsWith: [1, 1],
  exists: [2, 2],
  exists_one: [2, 2],
  filter: [2, 2],
  getDate: [0, 1],
  getDayOfMonth: [0, 1],
  getDayOfWeek: [0, 1],
  getDayOfYear: [0, 1],
  getFullYear: [0, 1],
  getHours: [0, 1],
  getMilliseconds: [0, 1],
  getMinutes: [0, 1],
  getMonth: [0, 1],
  getSeconds: [0, 1],
  map: [2, 3],
  matches: [1, 1],
  size: [0, 0],
  startsWith: [1, 1],
};

/** Every name that can be called, as a function or as a method. */
export const callableNames: readonly string[] = [...Object.keys(functions), ...Object.keys(methods)];

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
    // A part that is put in at run time may well be what is missing.
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
      return callProblem(node, node.args[0], node.start, node.args[1].length, functions) ?? beyond;
    case 'rcall': {
      const [name, target, args] = node.args;
      const start = text.indexOf(name, target.end);
      const habit = javaScriptHabit(text, start);
      return habit ?? callProblem(node, name, start, args.length, methods) ?? beyond;
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
      message: '`async` is the event that a wait waits for; there is none here, only `event`.',
      edits: replaced('event'),
    };
  }
  if (variables.has(name) || types.includes(name)) return null;
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
      message: `\`${name}\` is a part of the event: \`event.${name}\`.`,
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
  known: Record<string, [number, number]>,
): TextProblem | null {
  const at = { start, end: start + name.length };
  const arity = Object.hasOwn(known, name) ? known[name] : undefined;
  if (arity) {
    const [fewest, most] = arity;
    if (count >= fewest && count <= most) return null;
    const wanted = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
    return {
      start: node.start,
      end: node.end,
      message: `\`${name}\` takes ${wanted} argument${most === 1 ? '' : 's'}, not ${count}.`,
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
    message: `The server allows no ${what} in \`cancelOn\`, only comparisons: \`${text.slice(node.start, node.end)}\`.`,
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
  if (unexpected === 'EOF') return 'The expression stops too early; something is missing at its end.';
  if (unexpected !== undefined) return `${capital(named(unexpected))} cannot stand here.`;
  const character = /^Unexpected character: '?(.)/.exec(summary)?.[1];
  if (character !== undefined) return `\`${character}\` cannot stand here.`;
  return `The expression cannot be read: ${summary.replace(/\.$/, '')}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
