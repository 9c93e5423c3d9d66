/** Every call of a step tool that a function's graph was made from, with the nodes it became. */
import { ts } from 'ts-morph';
import { readStep } from '../../definitions/step-calls.ts';
import type { BuiltFunction } from '../../graph/build-graph.ts';
import { resolveExpression, unwrap } from '../../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../../syntax/scope.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { GraphNode } from '../../workflow-graph.ts';
import type { StepSite } from '../model/rule.ts';

/** Tools that run a function of the user's inside the step. */
const running: ReadonlySet<string> = new Set(['run', 'ai.wrap']);

export function stepSites(built: BuiltFunction, sources: Sources): StepSite[] {
  const nodesOf = new Map<ts.Node, GraphNode[]>();
  for (const node of built.graph.nodes) {
    const syntax = built.syntax.get(node.id);
    if (node.kind !== 'step' || !syntax) continue;
    const known = nodesOf.get(syntax);
    if (known) known.push(node);
    else nodesOf.set(syntax, [node]);
  }
  const ofFailure = new Set(built.onFailure?.sites);
  const sites: StepSite[] = [];
  for (const call of built.sites) {
    if (ofFailure.has(call) && !nodesOf.has(call)) continue;
    const nodes = nodesOf.get(call) ?? [];
    const [node] = nodes;
    const tool = node?.step?.tool ?? toolByName(call);
    const info = node?.step ?? readStep(call, tool, built.definition.major, sources).info;
    sites.push({ call, tool, info, nodes, callbacks: callbacksOf(call, tool, sources) });
  }
  return sites.sort((a, b) => a.call.pos - b.call.pos);
}

/** The last members of `step.ai.infer`, for a call that became no node. */
function toolByName({ expression }: ts.CallExpression): string {
  const names: string[] = [];
  let at: ts.Expression = unwrap(expression);
  while (ts.isPropertyAccessExpression(at)) {
    names.unshift(at.name.text);
    at = unwrap(at.expression);
  }
  if (ts.isIdentifier(at) && names.length === 0) return at.text;
  return names.slice(names.lastIndexOf('step') + 1).join('.');
}

function callbacksOf(call: ts.CallExpression, tool: string, sources: Sources): FunctionNode[] {
  if (!running.has(tool)) return [];
  return call.arguments.slice(1).flatMap((argument) => {
    const inner = unwrap(argument);
    if (isFunctionNode(inner)) return [inner];
    const value = resolveExpression(inner, sources);
    return value && isFunctionNode(value) ? [value] : [];
  });
}
