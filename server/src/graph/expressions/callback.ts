/** A call of something that cannot be read: its callbacks are drawn as called once, steps given away as opaque. */
import type { ts } from 'ts-morph';
import { type Block, connect, isSubstantial, sequence } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { shorten } from '../label.ts';
import { opaqueBlock } from './opaque.ts';
import { partsBlock } from './parts.ts';

export function callbackBlock(call: ts.CallExpression, build: Build, place: Place): Block {
  const { values, draft } = build;
  const before = { ...partsBlock(call, build, place), result: null };
  const name = shorten(call.expression.getText());
  const blocks: Block[] = [];
  for (const argument of call.arguments) {
    const value = values.of(argument);
    if (value?.kind === 'function' && build.mayStep(value.node)) {
      if (build.stack.includes(value.node)) continue;
      const id = build.node('call', `call:${name}`, `${name}(…)`, call, place);
      const body = build.inline(value.node, inside(place, `call:${name}`, { parent: id, prefix: `${id}/` }));
      if (!isSubstantial(body)) {
        draft.nodes.delete(id);
        continue;
      }
      build.note(
        'info',
        'callback',
        `\`${name}\` is not part of the workspace; its callback is drawn as if it were called once, right here.`,
        argument,
      );
      blocks.push({
        ...body,
        entry: { kind: 'node', id },
        ...connect(draft, [{ from: id, kind: 'next' }], body),
      });
    } else if (values.carriesSteps(value)) {
      const why = `\`${name}\` is given the step tools but its code cannot be found; steps it makes are not shown.`;
      blocks.push(opaqueBlock(call, `${name}(…)`, 'unresolved-helper', why, build, place));
    }
  }
  return sequence(draft, [before, ...blocks]);
}
