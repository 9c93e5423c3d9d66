/** Array methods whose callback makes steps: `map` and `forEach` start all at once, the others go in turn. */
import { ts } from 'ts-morph';
import { type Block, connect, sequence } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { shorten } from '../label.ts';
import { fanOut } from './parallel.ts';

const atOnce: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach']);
const inTurn: ReadonlySet<string> = new Set([
  'reduce',
  'reduceRight',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
]);

export function iterationBlock(call: ts.CallExpression, build: Build, place: Place): Block | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const method = callee.name.text;
  const isAtOnce = atOnce.has(method);
  if (!isAtOnce && !inTurn.has(method)) return null;
  const [argument, ...others] = call.arguments;
  const callback = argument ? build.values.of(argument) : null;
  if (callback?.kind !== 'function' || !build.mayStep(callback.node)) return null;
  const before = [
    build.expression(callee.expression, place),
    ...others.map((other) => build.expression(other, place)),
  ];
  const header = `${shorten(callee.expression.getText())}.${method}`;
  if (isAtOnce) {
    const body = build.inline(callback.node, inside(place, header, { multiple: true }));
    return sequence(build.draft, [...before, fanOut(call, header, body, build, place)]);
  }
  const id = build.node('loop', `loop:${header}`, header, call, place);
  const body = build.inline(callback.node, inside(place, header, { parent: id }));
  const joined = connect(build.draft, [{ from: id, kind: 'true' }], body);
  for (const open of joined.exits) {
    const label = open.kind === 'next' ? undefined : open.kind;
    build.draft.addEdge({ from: open.from, kind: 'back', ...(label === undefined ? {} : { label }) }, id);
  }
  const loop: Block = {
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'false' }],
    jumps: joined.jumps,
    hasSteps: body.hasSteps,
    failing: body.failing,
    result: null,
  };
  return sequence(build.draft, [...before, loop]);
}
