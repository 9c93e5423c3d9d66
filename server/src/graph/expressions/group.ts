/** `group.parallel` and `group.experiment` of SDK 4. */
import type { ts } from 'ts-morph';
import { readStep } from '../../definitions/step-calls.ts';
import { memberOf } from '../../evaluation/members.ts';
import { nameText } from '../../syntax/references.ts';
import { type Block, connect, emptyBlock, gather, nodeBlock, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { atOnce, type Effects, started } from './effects.ts';
import { partsBlock } from './parts.ts';

export function groupEffects(
  call: ts.CallExpression,
  path: readonly string[],
  context: BuildContext,
): Effects {
  const tool = path.join('.');
  if (tool === 'experiment') return started(experimentBlock(call, context));
  // `group.parallel(callback)` and `group.parallel({ mode }, callback)` run the callback in place.
  const before = partsBlock(call, context);
  const blocks = call.arguments.map((argument) => {
    const value = context.environment.evaluate(argument);
    const within = context.inside(`group.${tool}`);
    return value?.kind === 'function' ? within.inline(value, [], { isCallback: true }) : emptyBlock;
  });
  const work = { ...sequence(context.draft, blocks), result: null };
  return work.hasSteps ? { now: before, work } : atOnce(before);
}

/** One variant is chosen durably; each is a case. */
function experimentBlock(call: ts.CallExpression, context: BuildContext): Block {
  const { draft, environment } = context;
  const reading = readStep(call, 'group.experiment', context.build.definition.major, environment.sources);
  const name = reading.info.id.kind === 'literal' ? reading.info.id.value : reading.info.id.source;
  const id = context.node('step', `step:group.experiment:${name}`, reading.label, call);
  const node = draft.nodes.get(id);
  if (node) node.step = reading.info;
  draft.place(call, id);
  const options = call.arguments[1] ? environment.evaluate(call.arguments[1]) : null;
  const variants = options && memberOf(options, 'variants', environment, 0);
  const step = nodeBlock(id, { hasSteps: true, fails: true, result: false });
  if (variants?.kind !== 'object' || variants.literal.properties.length === 0) return step;
  const exits: Block['exits'][number][] = [];
  const jumps: Block['jumps'][number][] = [];
  const bodies: Block[] = [step];
  for (const property of variants.literal.properties) {
    const key = property.name ? nameText(property.name) : null;
    const value = key === null ? null : memberOf(variants, key, environment, 0);
    if (key === null || value?.kind !== 'function') {
      exits.push({ from: id, kind: 'case', label: key ?? '…' });
      continue;
    }
    const within = context.inBranch(`experiment:${name}.${key}`);
    const body = within.inline(value, [], { isCallback: true });
    const joined = connect(draft, [{ from: id, kind: 'case', label: key }], body);
    exits.push(...joined.exits);
    jumps.push(...joined.jumps);
    bodies.push(body);
  }
  return { ...step, ...gather(bodies), exits, jumps };
}
