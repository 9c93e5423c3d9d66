/** A step in words: what it does, what it waits for, what happens when it is run again. */
import { ts } from 'ts-morph';
import type { Hover } from 'vscode-languageserver';
import type { Position, StepInfo } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { contains, nodeAtPosition } from './node-at.ts';

export function hoverAt(workspace: Workspace, path: string, position: Position): Hover | null {
  const found = nodeAtPosition(workspace, path, position);
  const node = found?.node;
  if (!found || !node?.step) return null;
  const file = workspace.sources.file(path);
  const call = file
    ? callAt(file.tree, file.offsetAt(node.range.start), file.offsetAt(node.range.end))
    : null;
  if (!file || !call) return null;
  // Only the step's name and tool: its callback has hovers of its own.
  const head = { start: node.range.start, end: file.positionAt((call.arguments[0] ?? call.expression).end) };
  if (!contains(head, position)) return null;
  return { contents: { kind: 'markdown', value: describeStep(node.step, node.label) }, range: head };
}

function callAt(tree: ts.SourceFile, start: number, end: number): ts.CallExpression | null {
  let found: ts.CallExpression | null = null;
  const visit = (node: ts.Node): void => {
    if (found || node.end < end || node.pos > start) return;
    if (ts.isCallExpression(node) && node.getStart(tree) === start && node.end === end) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Markdown. */
export function describeStep(step: StepInfo, label: string): string {
  const lines = [`**${escapeMarkdown(label)}** · \`step.${step.tool}\``, '', sentenceFor(step)];
  if (step.multiple) lines.push('', 'Runs once for every element, all at the same time.');
  const id = step.id;
  if (id.kind === 'pattern') lines.push('', `Its id is made at run time: \`${id.source}\``);
  return lines.join('\n');
}

function sentenceFor(step: StepInfo): string {
  switch (step.tool) {
    case 'run':
      return 'Runs this code. Its result is stored: when the function is called again, the stored result is used and the code does not run twice. When it throws, it alone is retried.';
    case 'sleep':
      return `Sleeps for ${quoted(step.duration)}. The function is not running meanwhile.`;
    case 'sleepUntil':
      return `Sleeps until ${quoted(step.duration)}. The function is not running meanwhile.`;
    case 'waitForEvent':
      return `Waits up to ${quoted(step.timeout)} for ${quoted(step.event)}${conditionOf(step)}. Gives the event, or \`null\` when the time is over.`;
    case 'waitForSignal':
      return `Waits up to ${quoted(step.timeout)} for the signal ${quoted(step.event)}. Gives the signal, or \`null\` when the time is over.`;
    case 'sendEvent':
      return `Sends ${step.event === undefined ? 'events' : quoted(step.event)}, once, whatever is retried later.`;
    case 'sendSignal':
      return 'Sends a signal to the run that waits for it, once.';
    case 'invoke':
      return `Calls the function ${quoted(step.function)} and waits for its result${step.timeout === undefined ? '' : ` up to ${quoted(step.timeout)}`}. Fails when that function fails.`;
    case 'fetch':
      return 'Makes the request from outside the function, which is not running meanwhile. The response is stored.';
    case 'ai.infer':
      return 'Calls the model from outside the function, which is not running meanwhile. The answer is stored.';
    case 'ai.wrap':
      return 'Calls the model from this code and stores the answer, prompt and token counts.';
    case 'group.experiment':
      return 'Chooses one variant, stores the choice, and runs it.';
    default:
      return 'A durable step: its result is stored and it does not run twice.';
  }
}

function conditionOf(step: StepInfo): string {
  if (step.match !== undefined) return ` where \`event.${step.match} == async.${step.match}\``;
  return step.if === undefined ? '' : ` where \`${step.if}\``;
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'what the code says' : `\`${text.replace(/`/g, "'")}\``;
}

function escapeMarkdown(text: string): string {
  return text.replace(/([\\`*_{}[\]<>#|])/g, '\\$1');
}
