/** One call of a step tool becomes one node. */
import { ts } from 'ts-morph';
import { neverFails, readStep, timesOut } from '../../definitions/step-calls.ts';
import { nodeBlock, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects } from './effects.ts';

/** Members of the step object whose calls are not steps. */
const notSteps: ReadonlySet<string> = new Set(['bind', 'call', 'apply']);

export function isStepPath(path: readonly string[]): boolean {
  const last = path.at(-1);
  if (last === undefined || notSteps.has(last)) return false;
  // `step.ai.models.openai(…)` describes a model; it does nothing by itself.
  return !(path[0] === 'ai' && path[1] === 'models');
}

export function stepEffects(call: ts.CallExpression, tool: string, context: BuildContext): Effects {
  const { draft, environment } = context;
  const { definition } = context.build;
  const before = call.arguments
    .filter((argument) => !ts.isFunctionLike(argument))
    .map((argument) => context.expression(argument));
  const reading = readStep(call, tool, definition.major, environment.sources);
  const fnsName = fnsMember(call, context);
  if (fnsName !== null) {
    reading.info.id = { kind: 'literal', value: fnsName };
    reading.label = fnsName;
  }
  const { info } = reading;
  if (context.place.multiple) info.multiple = true;
  const idText = info.id.kind === 'literal' ? info.id.value : info.id.source;
  const distinct = idText === '' ? call.getText() : idText;
  const id = context.node('step', `step:${tool}:${distinct}`, reading.label || `step.${tool}`, call);
  const node = draft.nodes.get(id);
  if (node) node.step = info;
  draft.place(call, id);
  const isWait = timesOut.has(tool);
  if (isWait) draft.holdResult(id, call);
  const work = nodeBlock(id, { hasSteps: true, fails: !neverFails.has(tool), result: isWait });
  // The tools of SDK 0 are synchronous.
  return definition.major === 0
    ? atOnce(sequence(draft, [...before, work]))
    : { now: sequence(draft, before), work };
}

/** `fns.helper(x)` of SDK 1 and 2 equals `step.run("helper", …)`. */
function fnsMember(call: ts.CallExpression, context: BuildContext): string | null {
  const value = context.environment.evaluate(call.expression);
  return value?.kind === 'fns' ? value.path.join('.') : null;
}
