/** `group.parallel` and `group.experiment` of SDK 4. */
import { ts } from 'ts-morph';
import { literalOf, nameText, propertyOf } from '../../syntax/references.ts';
import { readStep } from '../../syntax/step-calls.ts';
import { type Block, connect, nodeBlock, sequence } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { partsBlock } from './parts.ts';

export function groupBlock(
  call: ts.CallExpression,
  path: readonly string[],
  build: Build,
  place: Place,
): Block {
  const tool = path.join('.');
  if (tool === 'experiment') return experimentBlock(call, build, place);
  // `group.parallel(callback)` and `group.parallel({ mode }, callback)` run the callback as it stands.
  const blocks: Block[] = [partsBlock(call, build, place)];
  for (const argument of call.arguments) {
    const value = build.values.of(argument);
    if (value?.kind === 'function') blocks.push(build.inline(value.node, inside(place, `group.${tool}`)));
  }
  return { ...sequence(build.draft, blocks), result: null };
}

/** One variant is chosen, durably; each is a case. */
function experimentBlock(call: ts.CallExpression, build: Build, place: Place): Block {
  const { draft, values } = build;
  const reading = readStep(call, 'group.experiment', build.definition.major, values.sources);
  const name = reading.info.id.kind === 'literal' ? reading.info.id.value : reading.info.id.source;
  const id = build.node('step', `step:group.experiment:${name}`, reading.label, call, place);
  const node = draft.nodes.get(id);
  if (node) node.step = reading.info;
  draft.place(call, id);
  const options = call.arguments[1] ? literalOf(call.arguments[1], values.sources) : null;
  const variants = options ? propertyOf(options, 'variants', values.sources) : null;
  const list = variants && ts.isExpression(variants) ? literalOf(variants, values.sources) : null;
  const step = nodeBlock(id, { hasSteps: true, fails: true, result: false });
  if (!list || list.properties.length === 0) return step;
  const exits: Block['exits'][number][] = [];
  const jumps: Block['jumps'][number][] = [];
  const failing: string[] = [id];
  for (const property of list.properties) {
    const key = property.name ? nameText(property.name) : null;
    const value = key === null ? null : values.member({ kind: 'object', literal: list }, key, 0);
    if (key === null || value?.kind !== 'function') {
      exits.push({ from: id, kind: 'case', label: key ?? '…' });
      continue;
    }
    const body = build.inline(value.node, inside(place, `experiment:${name}.${key}`));
    const joined = connect(draft, [{ from: id, kind: 'case', label: key }], body);
    exits.push(...joined.exits);
    jumps.push(...joined.jumps);
    failing.push(...body.failing);
  }
  return { ...step, exits, jumps, failing };
}
