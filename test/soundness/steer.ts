/** Luck that leads a run to a chosen edge: every question and every step on some way there is biased. */
import type { GraphEdge, StepInfo } from '../../server/src/workflow-graph.ts';
import { type Luck, luckOf } from './answers.ts';
import type { Questions } from './question.ts';
import { isFailure, isRace, isTimeout, type TokenGraph } from './token-graph.ts';

const likely = 0.97;
const unlikely = 0.03;

export function steerTo(
  edge: GraphEdge,
  graph: TokenGraph,
  questions: Questions,
  luck: Luck,
): Map<string, number> {
  const bias = new Map<string, number>();
  const set = (what: string, value: number): void => {
    // Both ways are needed, as in a loop that is entered and left.
    const known = bias.get(what);
    bias.set(what, known === undefined || known === value ? value : 0.5);
  };
  for (const { kind, step } of graph.graph.nodes) {
    if (kind === 'step' && step) bias.set(siteOf(step), 0.05);
  }
  const steps: [string, number][] = [];
  const way = [...wayTo(edge.from, graph, luck), edge];
  for (const taken of way) {
    const { step } = graph.node(taken.from);
    if (step) steps.push([siteOf(step), isFailure(taken) || isTimeout(taken) ? likely : unlikely]);
    const key = graph.key(taken.from);
    if (key?.startsWith('t')) bias.set(key, isFailure(taken) ? likely : unlikely);
    const question = key === null ? undefined : questions.get(key);
    if (key === null || !question) continue;
    const answer = taken.kind === 'case' || taken.kind === 'back' ? (taken.label ?? '') : taken.kind;
    switch (question.kind) {
      case 'number': {
        const number = Number.parseInt(answer, 10);
        bias.set(key, Number.isNaN(number) ? 4 : number + 1);
        break;
      }
      case 'list':
        // A fork is entered for one element, or leads around for none.
        set(key, answer === 'false' || taken.label === 'none' ? 1 : 2);
        break;
      case 'present':
        set(key, answer === 'true' ? likely : unlikely);
        break;
      case 'truth': {
        const isYes = (answer === 'true') !== question.negated;
        set(key, isYes ? likely : unlikely);
        if (question.second && isYes === (question.second.operator === 'and')) {
          set(question.second.key, isYes ? likely : unlikely);
        }
      }
    }
  }
  if (way.some((taken) => isFailure(taken) && isRace(graph.node(taken.from)))) {
    // All that `any` waits for has failed.
    for (const id of graph.racing()) {
      const { step } = graph.node(id);
      if (step) steps.push([siteOf(step), likely]);
    }
  }
  for (const [site] of steps) bias.delete(site);
  for (const [site, value] of steps) set(site, value);
  return bias;
}

/** The number in the id tells the place, whatever a template adds to it. */
function siteOf({ tool, id }: StepInfo): string {
  return luckOf(tool, id.kind === 'literal' ? id.value : id.source);
}

/**
 * Edges of some way from the start, another one for another luck: behind a `finally` or a join it matters how one
 * came there.
 */
function wayTo(id: string, graph: TokenGraph, luck: Luck): GraphEdge[] {
  const seen = new Set(['start']);
  const search = (from: string): GraphEdge[] | null => {
    if (from === id) return [];
    const edges = [...graph.out(from)];
    while (edges.length > 0) {
      const [edge] = edges.splice(luck.pick(edges.length), 1);
      if (!edge || seen.has(edge.to)) continue;
      seen.add(edge.to);
      const rest = search(edge.to);
      if (rest) return [edge, ...rest];
    }
    return null;
  };
  return search('start') ?? [];
}
