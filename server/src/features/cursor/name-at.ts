/** The event, step or function named at a position: what can be navigated to, listed and renamed. */

import type { NameLocation } from '../../events/name-index.ts';
import { literalBehind, memberOf, nameLocation } from '../../events/name-literals.ts';
import { rangeContains } from '../../syntax/ranges.ts';
import { literalOf } from '../../syntax/references.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { GraphNode, Position, Range, WorkflowGraph } from '../../workflow-graph.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { callIn } from './syntax-at.ts';

export type NameAt =
  | { kind: 'event'; name: string; range: Range }
  | { kind: 'function'; name: string; range: Range }
  | { kind: 'step'; name: string; range: Range; graph: WorkflowGraph; steps: StepName[] };

/** A step's id, where it is written. */
export interface StepName {
  node: GraphNode;
  spelled: NameLocation;
}

export function nameAt(workspace: Workspace, path: string, position: Position): NameAt | null {
  if (!workspace.usesSdk) return null;
  const events = workspace.eventsFor(path);
  const event = events.at(path, position);
  if (event && events.has(event.name)) return { kind: 'event', ...event };
  const named = workspace.functionNamesFor(path).at(path, position);
  if (named) return { kind: 'function', ...named };
  return stepNameAt(workspace, path, position);
}

function stepNameAt(workspace: Workspace, path: string, position: Position): NameAt | null {
  for (const { graph, root } of graphsDrawing(workspace, path)) {
    for (const name of idsNear(graph, root, path, position)) {
      const steps = stepsNamed(graph, name, root, workspace.sources);
      const here = steps.find(
        ({ spelled }) => spelled.path === path && rangeContains(spelled.range, position),
      )?.spelled;
      if (here) return { kind: 'step', name, range: here.range, graph, steps };
    }
  }
  return null;
}

/** Graphs of the file's own functions, and of those that call helpers in it; failure handlers included. */
export function graphsDrawing(workspace: Workspace, path: string): { graph: WorkflowGraph; root: string }[] {
  const own = workspace.stateOf(path);
  const states = [...(own ? [own] : []), ...workspace.statesDrawing(path)];
  return states.flatMap(({ analysis, path: statePath }) => {
    const root = workspace.rootOf(statePath);
    return analysis.graphs.flatMap((graph) =>
      (graph.onFailure ? [graph, graph.onFailure] : [graph]).map((each) => ({ graph: each, root })),
    );
  });
}

/** Ids of the steps at the position; of all when there is none, since an id may be a constant defined elsewhere. */
function idsNear(graph: WorkflowGraph, root: string, path: string, position: Position): Set<string> {
  const all = new Set<string>();
  const near = new Set<string>();
  for (const node of graph.nodes) {
    const id = literalId(node, graph);
    if (id === null) continue;
    all.add(id);
    if (fileOf(node, graph, root) === path && rangeContains(node.range, position)) near.add(id);
  }
  return near.size > 0 ? near : all;
}

/** SDK 0 to 2 name only what `run` runs; the other steps are known by their event or time. */
function literalId({ step }: GraphNode, { sdk }: WorkflowGraph): string | null {
  if (step?.id.kind !== 'literal') return null;
  return sdk !== undefined && sdk.major <= 2 && step.tool !== 'run' ? null : step.id.value;
}

function stepsNamed(graph: WorkflowGraph, name: string, root: string, sources: Sources): StepName[] {
  return graph.nodes.flatMap((node) => {
    if (literalId(node, graph) !== name) return [];
    const file = sources.file(fileOf(node, graph, root));
    const [first] = (file && callIn(file, node.range)?.arguments) ?? [];
    if (!first) return [];
    const options = literalOf(first, sources);
    const id = options ? memberOf(options, 'id', sources) : first;
    const spelled = id && nameLocation(literalBehind(id, sources), sources);
    return spelled ? [{ node, spelled }] : [];
  });
}

/** Absolute path of the file that a node's code is in. */
export function fileOf(node: { file?: string }, graph: WorkflowGraph, root: string): string {
  const file = node.file ?? graph.file;
  return /^(\/|[a-zA-Z]:\/)/.test(file) ? file : `${root}/${file}`;
}

/** Every place where the name is written or stands, without repeats. */
export function placesOf(workspace: Workspace, path: string, found: NameAt): NameLocation[] {
  const places = new Map<string, NameLocation>();
  const add = (place: NameLocation): void => {
    const { start } = place.range;
    places.set(`${place.path}:${start.line}:${start.character}`, { path: place.path, range: place.range });
  };
  if (found.kind === 'step') for (const { spelled } of found.steps) add(spelled);
  else {
    const index = found.kind === 'event' ? workspace.eventsFor(path) : workspace.functionNamesFor(path);
    for (const use of index.usesOf(found.name)) {
      add(use);
      if (use.spelled) add(use.spelled);
    }
  }
  return [...places.values()];
}
