/** Which fields of events an expression reads. */
import { type ASTNode, parse } from '@marcbachmann/cel-js';

export interface ExpressionPath {
  /** `event`, `async`, or another variable. */
  root: string;
  /** Members behind it, with the place of each in the text. */
  members: { name: string; start: number; end: number }[];
  start: number;
  end: number;
}

/** Null for a text that cannot be read. */
export function parsedExpression(text: string): ASTNode | null {
  try {
    return parse(text).ast;
  } catch {
    return null;
  }
}

/** The longest paths, in the order of the text; empty for a text that cannot be read. */
export function expressionPaths(text: string): ExpressionPath[] {
  const ast = parsedExpression(text);
  if (!ast) return [];
  const found: ExpressionPath[] = [];
  const visit = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const path = pathOf(node);
    if (path) {
      if (!bound.has(path.root)) found.push(path);
      return;
    }
    const variable = macroVariable(node);
    const inside = variable === null ? bound : new Set([...bound, variable]);
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(ast, new Set());
  return found.sort((a, b) => a.start - b.start);
}

/** Null when the node is not a path. */
export function pathOf(node: ASTNode): ExpressionPath | null {
  if (node.op === 'id') return { root: node.args, members: [], start: node.start, end: node.end };
  const [owner, name] =
    node.op === '.' ? node.args : node.op === '[]' ? [node.args[0], textValue(node.args[1])] : [];
  const path = owner ? pathOf(owner) : null;
  if (!path || typeof name !== 'string') return null;
  const end = node.op === '[]' ? node.end - 2 : node.end;
  const member = { name, start: end - name.length, end };
  return { ...path, members: [...path.members, member], end: node.end };
}

function textValue(node: ASTNode): string | null {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : null;
}

const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** `i` in `list.exists(i, …)`. */
export function macroVariable(node: ASTNode): string | null {
  if (node.op !== 'rcall' || !macros.has(node.args[0])) return null;
  const [first] = node.args[2];
  return first?.op === 'id' && node.args[2].length > 1 ? first.args : null;
}

export function childrenOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return [...node.args];
  }
}
