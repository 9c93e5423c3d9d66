/** The texts of each node before any run: a title and quieter lines below. */
import type { GraphNode, StepInfo, Trigger, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Line, Shape } from './layout.ts';
import { writtenDurationText } from './written-duration.ts';

export interface NodeText {
  shape: Shape;
  title: Line;
  sub: Line[];
}

const plain = (text: string): Line => ({ text, mono: false });
const code = (text: string): Line => ({ text, mono: true });

/** Tools that stop the run until something happens outside it. */
export const waitingTools: ReadonlySet<string> = new Set([
  'waitForEvent',
  'waitForSignal',
  'sleep',
  'sleepUntil',
]);

export function nodeText(node: GraphNode, graph: WorkflowGraph): NodeText {
  switch (node.kind) {
    case 'start':
      return { shape: 'start', title: plain(graph.name), sub: triggerLines(graph.triggers) };
    case 'end':
      return { shape: 'end', title: plain(endWord(node)), sub: [] };
    case 'decision':
      return { shape: 'decision', title: code(node.label), sub: [] };
    case 'fork':
    case 'join':
      return { shape: 'bar', title: plain(barWord(node)), sub: [] };
    case 'loop':
    case 'try':
    case 'catch':
    case 'finally':
    case 'call':
      return { shape: 'header', title: code(node.label || node.kind), sub: [] };
    case 'opaque':
      return {
        shape: 'opaque',
        title: plain(node.label),
        sub: [plain('steps that cannot be resolved')],
      };
    case 'step':
      return {
        shape: node.step && waitingTools.has(node.step.tool) ? 'wait' : 'step',
        title: plain(node.label),
        sub: node.step ? stepLines(node.step, node.label) : [],
      };
  }
}

function triggerLines(triggers: Trigger[]): Line[] {
  const lines = triggers.flatMap((trigger) => {
    const what = code(trigger.event ?? (trigger.cron ? `cron ${trigger.cron}` : 'unknown trigger'));
    return trigger.if ? [what, code(`  if ${trigger.if}`)] : [what];
  });
  return lines.length > 0 ? lines : [plain('no triggers found')];
}

function endWord(node: GraphNode): string {
  if (node.end === 'throw') return node.label && node.label !== 'throw' ? node.label : 'throws';
  if (node.end === 'return') return node.label || 'return';
  return 'end';
}

function barWord(node: GraphNode): string {
  if (node.kind === 'join') return '';
  return node.label === '' || node.label === 'fork' ? 'in parallel' : node.label;
}

const toolTexts: Record<string, string> = {
  run: 'step',
  sendEvent: 'sends event',
  sendSignal: 'sends signal',
  invoke: 'invokes',
  fetch: 'fetches',
  'ai.infer': 'AI call',
  'ai.wrap': 'AI call',
  'realtime.publish': 'publishes',
};

/** `sends event`, `AI call` …; the tool's own name where that says it. */
export function toolText(tool: string): string {
  return toolTexts[tool] ?? tool;
}

function stepLines(step: StepInfo, label: string): Line[] {
  const times = step.multiple ? ' · several in parallel' : '';
  switch (step.tool) {
    case 'waitForEvent':
    case 'waitForSignal': {
      const event = step.event && step.event !== label ? [code(step.event)] : [];
      return [...event, plain(waitText(step) + times)];
    }
    case 'sleep':
      return [plain(step.duration ? `sleeps ${writtenDurationText(step.duration)}` : 'sleeps')];
    case 'sleepUntil':
      return [plain(step.duration ? `sleeps until ${step.duration}` : 'sleeps until a date')];
    case 'sendEvent':
      return step.event && step.event !== label
        ? [plain(`sends ${step.event}${times}`)]
        : [plain(`${toolText(step.tool)}${times}`)];
    case 'invoke':
      return [plain(`invokes ${step.function ?? 'a function'}${times}`)];
    default:
      return [step.multiple ? plain(`step.${step.tool}${times}`) : code(`step.${step.tool}`)];
  }
}

/** `up to 7d · match data.upload_id`. */
export function waitText(step: StepInfo): string {
  const limit = step.timeout ? `up to ${writtenDurationText(step.timeout)}` : 'no timeout';
  if (step.match) return `${limit} · match ${step.match}`;
  if (step.if) return `${limit} · if ${step.if}`;
  return limit;
}
