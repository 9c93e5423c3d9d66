/**
 * Expressions that the server compiles but that do not mean what they seem to (protocol 5): numbers in events are
 * doubles, which do not combine with integers, and a missing field cannot be negated. Places are offsets in the text.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf, parsedExpression, pathOf } from './expression-paths.ts';
import type { TextProblem } from './text-problem.ts';

/** Empty for a text that cannot be parsed: that is reported elsewhere. */
export function expressionSurprises(text: string): TextProblem[] {
  const ast = parsedExpression(text);
  if (!ast) return [];
  const problems: TextProblem[] = [];
  const visit = (node: ASTNode): void => {
    const problem = mixedNumbers(node, text) ?? deniedPresence(node, text) ?? dateOfFraction(node, text);
    if (problem) problems.push(problem);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(ast);
  return problems;
}

const sums: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/** `event.data.n + 1` */
function mixedNumbers(node: ASTNode, text: string): TextProblem | null {
  if (!sums.has(node.op) || !Array.isArray(node.args)) return null;
  const sides = node.args as ASTNode[];
  const whole = sides.find((side) => side.op === 'value' && typeof side.args === 'bigint');
  const field = sides.find(isField);
  if (!whole || !field) return null;
  const at = { start: node.start, end: node.end };
  const name = text.slice(field.start, field.end);
  if (node.op === '%') {
    return {
      ...at,
      message: `Numbers in events are doubles, and \`%\` takes only integers: this fails, which counts as false.`,
      edits: [{ start: field.start, end: field.end, text: `int(${name})` }],
    };
  }
  const outcome =
    node.op === '+' ? 'Adding them gives a string, as in "41".' : 'This fails, which counts as false.';
  const number = text.slice(whole.start, whole.end);
  return {
    ...at,
    message: `Numbers in events are doubles, and \`${number}\` is an integer. ${outcome}`,
    edits: [{ start: whole.end, end: whole.end, text: '.0' }],
  };
}

/** `!has(event.data.id)` */
function deniedPresence(node: ASTNode, text: string): TextProblem | null {
  if (node.op !== '!_') return null;
  const asked = node.args;
  if (asked.op !== 'call' || asked.args[0] !== 'has') return null;
  const [field] = asked.args[1];
  if (!field) return null;
  const at = { start: node.start, end: node.end };
  return {
    ...at,
    message:
      'This is never true: if the field is missing, the whole expression is false. A missing field equals `null`.',
    edits: [{ ...at, text: `${text.slice(field.start, field.end)} == null` }],
  };
}

/** `date(event.ts)` */
function dateOfFraction(node: ASTNode, text: string): TextProblem | null {
  if (node.op !== 'call' || node.args[0] !== 'date') return null;
  const [time] = node.args[1];
  const path = time && pathOf(time);
  if (!time || !path || path.members.length !== 1 || path.members[0]?.name !== 'ts') return null;
  const written = text.slice(time.start, time.end);
  return {
    start: node.start,
    end: node.end,
    message: `\`date\` takes a string or an integer, and \`${written}\` is a double like every number in an event: this fails, which counts as false.`,
    edits: [{ start: time.start, end: time.end, text: `int(${written})` }],
  };
}

function isField(node: ASTNode): boolean {
  let at = node;
  while (at.op === '.' || at.op === '[]') at = at.args[0];
  return at !== node && at.op === 'id' && (at.args === 'event' || at.args === 'async');
}
