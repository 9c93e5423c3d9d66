/** Every event name of the workspace, and what the workspace does with it. */
import { ts } from 'ts-morph';
import { clientOf } from '../definitions/clients.ts';
import { sentEvents } from '../definitions/step-calls.ts';
import type { EventSummary } from '../protocol.ts';
import { textOf } from '../syntax/constants.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';

export function eventsOf(workspace: Workspace): EventSummary[] {
  const events = new Map<string, EventSummary>();
  const factsFor = (name: string): EventSummary => {
    const facts = events.get(name) ?? { name, startsFunctions: [], isWaitedFor: false, isSent: false };
    events.set(name, facts);
    return facts;
  };
  const take = (graph: WorkflowGraph): void => {
    for (const { event, unknown } of graph.triggers) {
      if (event !== undefined && !unknown) factsFor(event).startsFunctions.push(graph.id);
    }
    for (const { step } of graph.nodes) {
      if (step?.event === undefined) continue;
      if (step.tool === 'waitForEvent') factsFor(step.event).isWaitedFor = true;
      if (step.tool === 'sendEvent') factsFor(step.event).isSent = true;
    }
    if (graph.onFailure) take(graph.onFailure);
  };
  for (const { graph } of workspace.graphs()) take(graph);
  for (const path of workspace.eventFiles()) {
    const file = workspace.sources.file(path);
    if (file) addSent(file, workspace.sources, factsFor);
  }
  return [...events.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function addSent(file: ParsedFile, sources: Sources, factsFor: (name: string) => EventSummary): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      for (const name of namesSentBy(node, sources)) factsFor(name).isSent = true;
      if (sdkCallName(node, sources) === 'eventType') {
        const name = textOf(node.arguments[0], sources);
        if (name !== null) factsFor(name);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
}

function namesSentBy(call: ts.CallExpression, sources: Sources): string[] {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const isStep = callee.name.text === 'sendEvent';
  const isClient =
    callee.name.text === 'send' &&
    (clientOf(callee.expression, sources) !== null || /inngest/i.test(callee.expression.getText()));
  if (!isStep && !isClient) return [];
  const [first, second] = call.arguments;
  // `send("name", payload)` of SDK 0 and 1.
  if (isClient && first && ts.isStringLiteralLike(first)) return [first.text];
  return [first, second].flatMap((argument) => (argument ? sentEvents(argument, sources) : []));
}
