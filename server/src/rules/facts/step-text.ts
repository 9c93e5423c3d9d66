/** How messages name a step. */
import type { StepInfo } from '../../workflow-graph.ts';

/** `"charge"`, `` `send-${id}` ``, or the tool when there is no id. */
export function idText({ id, tool }: StepInfo): string {
  if (id.kind === 'literal') return `"${id.value}"`;
  const source = id.source.replace(/\s+/g, ' ');
  if (source === '') return `step.${tool}`;
  return source.startsWith('`') ? source : `\`${source}\``;
}
