/** Source text as a label: one short line. */
import { ts } from 'ts-morph';

const maxLabelLength = 60;

export function labelOf(node: ts.Node): string {
  return shorten(node.getText());
}

/** `list.filter(…).map`: a chain of calls without what is passed to them. */
export function chainLabel(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return `${chainLabel(node.expression)}.${node.name.text}`;
  if (ts.isCallExpression(node)) {
    const given =
      node.arguments.length === 0 ? '' : node.arguments.every(isShort) ? argumentsText(node) : '…';
    return `${chainLabel(node.expression)}(${given})`;
  }
  return shorten(node.getText());
}

function isShort(node: ts.Expression): boolean {
  return !ts.isFunctionLike(node) && node.end - node.getStart() <= 16;
}

function argumentsText(node: ts.CallExpression): string {
  return node.arguments.map((each) => shorten(each.getText())).join(', ');
}

export function shorten(source: string): string {
  const line = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1')
    .replace(/\bawait /g, '')
    .trim();
  return line.length <= maxLabelLength ? line : `${line.slice(0, maxLabelLength - 1)}…`;
}
