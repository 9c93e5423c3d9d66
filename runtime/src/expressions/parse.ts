/** Text of an expression to its tree, or an error that says where it stops making sense. */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { messageOf } from '../contract/error-text.ts';
import { ExpressionError } from './values.ts';

/** Characters; nobody writes a longer one by hand. */
const maxLength = 20_000;
/** Nodes from the root to a leaf: evaluation goes as deep. The parser counts brackets only, not chains of operators. */
const maxDepth = 500;

const parser = new Environment({ limits: { maxAstNodes: 5_000, maxDepth: 100 } });

/** @throws ExpressionError named InvalidExpression. */
export function parseText(text: string): ASTNode {
  if (text.length > maxLength)
    throw new ExpressionError('InvalidExpression', `the expression is longer than ${maxLength} characters`);
  const tree = readTree(text);
  if (isDeeper(tree, maxDepth))
    throw new ExpressionError('InvalidExpression', `the expression is nested deeper than ${maxDepth} levels`);
  return tree;
}

function readTree(text: string): ASTNode {
  try {
    return parser.parse(text).ast;
  } catch (error) {
    throw new ExpressionError(
      'InvalidExpression',
      `${problemOf(error)}${placeOf(error, text)} in the expression ${text}`,
    );
  }
}

function isDeeper(tree: ASTNode, limit: number): boolean {
  let level: ASTNode[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(({ args }) => nodesIn(args));
  }
  return false;
}

/** The arguments of a node are a node, or lists of nodes and names. */
export function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

/** Of an error of the parser's; later lines show the text with a mark under it. */
function problemOf(error: unknown): string {
  const [first] = messageOf(error).split('\n');
  if (first === 'Unexpected character: =') return `${first} (use == to compare)`;
  return first || 'It cannot be parsed';
}

function placeOf(error: unknown, text: string): string {
  const { range } = (error ?? {}) as { range?: { start?: unknown } };
  const index = typeof range?.start === 'number' ? range.start : null;
  if (index === null) return '';
  return index >= text.length ? ' at its end' : ` at character ${index + 1}`;
}
