/** A map in the languages of two drawing programs: Mermaid for README files, DOT for Graphviz. */
import type { EventMap, LinkKind } from '../event-map.ts';
import { escapeMermaid } from '../graph/mermaid.ts';
import { namesOf } from './map-names.ts';

type Member = 'function' | 'event' | 'code' | 'cron';

interface Diagram {
  nodes: { id: string; member: Member; text: string }[];
  edges: { from: string; to: string; kind: LinkKind }[];
}

function diagramOf(map: EventMap): Diagram {
  const names = namesOf(map);
  const ids = new Map([...names.keys()].map((key, index) => [key, `n${index}`]));
  const idOf = (key: string): string => ids.get(key) ?? key;
  const nodes = [...names].map(([key, text]): Diagram['nodes'][number] => ({
    id: idOf(key),
    member: key.slice(0, key.indexOf(':')) as Member,
    text,
  }));
  const edges = map.links.map(({ kind, from, to }) => ({ kind, from: idOf(from), to: idOf(to) }));
  for (const { key, crons } of map.functions) {
    for (const cron of crons) {
      const id = `c${nodes.length}`;
      nodes.push({ id, member: 'cron', text: `cron ${cron}` });
      edges.push({ kind: 'starts', from: id, to: idOf(key) });
    }
  }
  return { nodes, edges };
}

const mermaidShapes: Record<Member, [string, string]> = {
  function: ['[', ']'],
  event: ['([', '])'],
  code: ['[/', '/]'],
  cron: ['((', '))'],
};

/** Sending and starting need no label: the shapes show them. */
const wordless: ReadonlySet<LinkKind> = new Set(['sends', 'starts']);

export function mermaidMap(map: EventMap): string {
  const { nodes, edges } = diagramOf(map);
  return [
    'flowchart LR',
    ...nodes.map(({ id, member, text }) => {
      const [open, close] = mermaidShapes[member];
      return `  ${id}${open}"${escapeMermaid(text)}"${close}`;
    }),
    ...edges.map(({ from, to, kind }) => {
      const arrow = wordless.has(kind) ? '-->' : `-. ${kind} .->`;
      return `  ${from} ${arrow} ${to}`;
    }),
  ].join('\n');
}

const dotShapes: Record<Member, string> = {
  function: 'shape=box style=rounded',
  event: 'shape=ellipse',
  code: 'shape=note',
  cron: 'shape=circle',
};

export function dotMap(map: EventMap): string {
  const { nodes, edges } = diagramOf(map);
  return [
    'digraph events {',
    '  rankdir=LR;',
    ...nodes.map(({ id, member, text }) => `  ${id} [label=${quoted(text)} ${dotShapes[member]}];`),
    ...edges.map(({ from, to, kind }) => {
      const look = wordless.has(kind) ? '' : ` [label=${quoted(kind)} style=dashed]`;
      return `  ${from} -> ${to}${look};`;
    }),
    '}',
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
