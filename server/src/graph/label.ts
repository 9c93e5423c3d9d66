/** Source text as a label: one line, without ceremony, not longer than a person reads at a glance. */
import type { ts } from 'ts-morph';

const longestLabel = 60;

export function labelOf(node: ts.Node): string {
  return shorten(node.getText());
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
  return line.length <= longestLabel ? line : `${line.slice(0, longestLabel - 1)}…`;
}
