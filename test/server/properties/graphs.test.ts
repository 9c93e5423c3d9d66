/** What holds for the graph of every program. */

import { expect, test } from 'vitest';
import { printEdges } from '../../../server/src/graph/print-graph.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { analyseFixture, graphOf, handlerFile } from '../../support/analysis/check-graph.ts';
import { randomBody } from '../../support/analysis/random-workflow.ts';
import { type Happening, runBody } from '../../support/analysis/run-body.ts';
import fc, { runs as trials } from '../../support/property.ts';

const runs = { numRuns: trials(150) };

/** Random programs can be large, and continuous integration slow. */
const timeout = 120_000;

function problems(graph: WorkflowGraph): string[] {
  const found: string[] = [];
  const ids = new Set(graph.nodes.map(({ id }) => id));
  if (ids.size !== graph.nodes.length) found.push('two nodes have the same id');
  if (new Set(graph.edges.map(({ id }) => id)).size !== graph.edges.length) {
    found.push('two edges have the same id');
  }
  for (const { from, to } of graph.edges) {
    if (!ids.has(from) || !ids.has(to)) found.push(`edge ${from} -> ${to} joins what is not there`);
  }
  for (const { id, parent } of graph.nodes) {
    if (parent !== undefined && !ids.has(parent)) found.push(`the parent of ${id} is not there`);
  }
  const outgoing = (id: string) => graph.edges.filter(({ from }) => from === id);
  const reached = new Set(['start']);
  for (const id of reached) for (const { to } of outgoing(id)) reached.add(to);
  for (const { id, kind, end } of graph.nodes) {
    if (!reached.has(id) && end !== 'implicit') found.push(`${id} cannot be reached`);
    const leaves = outgoing(id).length > 0;
    if (kind === 'end' && leaves) found.push(`${id} is an end and goes on`);
    if (kind !== 'end' && !leaves) found.push(`${id} leads nowhere`);
  }
  if (!graph.nodes.some(({ kind }) => kind === 'end')) found.push('there is no end');
  return found;
}

test('graphs are whole, and every step is drawn or noted', { timeout }, () => {
  fc.assert(
    fc.property(randomBody, (body) => {
      const { graphs, sites } = analyseFixture(handlerFile(body));
      const [graph] = graphs;
      if (!graph) throw new Error('no function found');
      expect(problems(graph)).toEqual([]);
      const written = [...body.matchAll(/'(s\d+[ab]?)'/g)].map((match) => match[1]);
      const drawn = graph.nodes.flatMap(({ step }) => (step?.id.kind === 'literal' ? [step.id.value] : []));
      const noted = graph.notes.filter(({ code }) => code === 'unreachable-step').length;
      expect(sites.size).toBe(written.length);
      expect(new Set(drawn).size + noted).toBe(written.length);
    }),
    runs,
  );
});

test('what happens when the program runs is a path in its graph', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(randomBody, fc.infiniteStream(fc.nat({ max: 5 })), async (body, dice) => {
      const graph = graphOf(handlerFile(body));
      const happened = await runBody(body, () => dice.next().value as number);
      const problem = followTrace(graph, happened);
      if (problem) {
        const seen = happened.map(({ what, outcome }) => `${what} ${outcome}`).join('\n');
        throw new Error(`${problem}\n\n${body}\n\nhappened:\n${seen}\n\ngraph:\n${printEdges(graph)}`);
      }
    }),
    runs,
  );
});

/** A failure that leads back to the head of a loop is labeled. */
function isError({ kind, label }: WorkflowGraph['edges'][number]): boolean {
  return kind === 'error' || (kind === 'back' && label === 'error');
}

/** Null when the graph allows it all; else what it does not allow. */
function followTrace(graph: WorkflowGraph, happened: readonly Happening[]): string | null {
  const kinds = new Map(graph.nodes.map((node) => [node.id, node]));
  /** Steps and ends that come next, through everything that is no step. */
  const nextFrom = (edges: readonly WorkflowGraph['edges'][number][]): Set<string> => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const pending = edges.map(({ to }) => to);
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const kind = kinds.get(id)?.kind;
      if (kind === 'step' || kind === 'end') found.add(id);
      else pending.push(...graph.edges.filter(({ from }) => from === id).map(({ to }) => to));
    }
    return found;
  };
  let expected = nextFrom(graph.edges.filter(({ from }) => from === 'start'));
  for (const [index, { what, outcome }] of happened.entries()) {
    const isLast = index === happened.length - 1;
    if (what === 'end') {
      const ends = [...expected].map((id) => kinds.get(id)?.end).filter(Boolean);
      if (outcome === 'throw' && happened[index - 1]?.outcome === 'failed') return null;
      const wanted = outcome === 'throw' ? ['throw'] : ['return', 'implicit'];
      return ends.some((end) => wanted.includes(end as string)) ? null : `no ${outcome} end comes next`;
    }
    const at = [...expected].filter((id) => {
      const id_ = kinds.get(id)?.step?.id;
      return id_?.kind === 'literal' && id_.value === what;
    });
    if (at.length === 0) return `${what} does not come next`;
    const edges = graph.edges.filter(({ from }) => at.includes(from));
    const timeouts = edges.filter(({ kind }) => kind === 'timeout');
    if (outcome === 'null' && timeouts.length > 0) expected = nextFrom(timeouts);
    else if (outcome === 'failed') expected = nextFrom(edges.filter(isError));
    else expected = nextFrom(edges.filter((edge) => edge.kind !== 'timeout' && !isError(edge)));
    if (isLast) return null;
  }
  return null;
}

test('mutilated code results in a graph, never an exception', { timeout }, () => {
  fc.assert(
    fc.property(
      randomBody,
      fc.nat(),
      fc.nat({ max: 60 }),
      fc.string({ maxLength: 5 }),
      (body, at, length, junk) => {
        const text = handlerFile(body);
        const start = at % text.length;
        const { graphs } = analyseFixture(text.slice(0, start) + junk + text.slice(start + length));
        for (const graph of graphs) expect(problems(graph)).toEqual([]);
      },
    ),
    runs,
  );
});
