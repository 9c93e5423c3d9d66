/** `for`, `for of`, `for in`, `while`, `do`. The loop node is the compound around the body and its head. */
import { ts } from 'ts-morph';
import { boundNames } from '../../syntax/ast.ts';
import { unwrap } from '../../syntax/references.ts';
import { type Block, connect, emptyBlock, gather, type Jump, sequence, splitJumps } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge } from '../draft.ts';
import { generatorOf } from '../expressions/generator.ts';
import { floatPromise, joinPromises, unawaited } from '../expressions/promises.ts';
import { labelOf, shorten } from '../label.ts';
import { type Asked, ask, constantTruth } from './decision.ts';

export type LoopStatement =
  | ts.ForStatement
  | ts.ForOfStatement
  | ts.ForInStatement
  | ts.WhileStatement
  | ts.DoStatement;

export function isLoop(node: ts.Node): node is LoopStatement {
  return (
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isDoStatement(node)
  );
}

function headerOf(node: LoopStatement): string {
  if (ts.isDoStatement(node)) return `do … while (${node.expression.getText()})`;
  const source = node.getSourceFile().text;
  return source.slice(node.getStart(), node.statement.getStart()).trim();
}

/** The expression tested before each iteration; null when there is none. */
function testOf(node: LoopStatement): ts.Expression | null {
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isForStatement(node) ? (node.condition ?? null) : null;
}

export function loopBlock(node: LoopStatement, labels: readonly string[], context: BuildContext): Block {
  const overGenerator = generatorLoop(node, labels, context);
  if (overGenerator) return overGenerator;
  const before = headBlock(node, context);
  const header = headerOf(node);
  const segment = `loop:${header}`;
  const id = context.node('loop', segment, shorten(header), node);
  const loop = new Loop(node, id, labels, context.inBranch(segment, { parent: id }));
  return sequence(context.draft, [before, loop.block()]);
}

/** What runs once, before the first round. */
function headBlock(node: LoopStatement, context: BuildContext): Block {
  const { draft } = context;
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const list = context.expression(node.expression);
    // The promises of a list are awaited one by one; what counts is that all of them are.
    const isAwaiting = ts.isForOfStatement(node) && (node.awaitModifier !== undefined || awaitsElement(node));
    if (!isAwaiting) return list;
    return sequence(draft, [list, joinPromises(unawaited(node.expression, context), 'all', node, context)]);
  }
  if (!ts.isForStatement(node) || !node.initializer) return emptyBlock;
  const { initializer } = node;
  if (!ts.isVariableDeclarationList(initializer)) return context.expression(initializer);
  const parts = initializer.declarations.flatMap((each) => (each.initializer ? [each.initializer] : []));
  return sequence(
    draft,
    parts.map((part) => context.expression(part)),
  );
}

function awaitsElement(node: ts.ForOfStatement): boolean {
  if (!ts.isVariableDeclarationList(node.initializer)) return false;
  const names = new Set(node.initializer.declarations.flatMap(({ name }) => boundNames(name)));
  let found = false;
  const visit = (child: ts.Node): void => {
    if (found || ts.isFunctionLike(child)) return;
    if (ts.isAwaitExpression(child) && names.has(unwrap(child.expression).getText())) found = true;
    else ts.forEachChild(child, visit);
  };
  visit(node.statement);
  return found;
}

class Loop {
  readonly #node: LoopStatement;
  readonly #id: string;
  readonly #labels: readonly string[];
  /** The loop's own code. */
  readonly #within: BuildContext;
  readonly #exits: DanglingEdge[] = [];
  readonly #jumps: { edge: DanglingEdge; jump: Jump }[] = [];
  readonly #parts: Block[] = [];

  constructor(node: LoopStatement, id: string, labels: readonly string[], within: BuildContext) {
    this.#node = node;
    this.#id = id;
    this.#labels = labels;
    this.#within = within;
  }

  block(): Block {
    const node = this.#node;
    const test = testOf(node);
    const isDo = ts.isDoStatement(node);
    const constant = test ? constantTruth(test) : ts.isForStatement(node) ? true : null;
    const enter: DanglingEdge = { from: this.#id, kind: isDo || constant === true ? 'next' : 'true' };
    let rounds = isDo ? this.#do(enter, node, constant) : this.#while(enter, node, test, constant);
    if (ts.isForStatement(node) && node.incrementor) {
      const value = this.#within.effectsOf(node.incrementor);
      rounds = this.#run(rounds, floatPromise(value, node.incrementor, this.#within));
    }
    const ways = gather(this.#parts);
    const leaves = this.#jumps.length > 0;
    if (!ways.hasSteps && !leaves) {
      this.#within.draft.nodes.delete(this.#id);
      return emptyBlock;
    }
    for (const edge of rounds) {
      if (edge.from === this.#id) continue;
      const label = edge.label ?? (edge.kind === 'next' ? undefined : edge.kind);
      this.#within.draft.addEdge(
        { from: edge.from, kind: 'back', ...(label === undefined ? {} : { label }) },
        this.#id,
      );
    }
    return {
      ...emptyBlock,
      ...ways,
      entry: { kind: 'node', id: this.#id },
      exits: this.#exits,
      jumps: this.#jumps,
    };
  }

  #do(enter: DanglingEdge, node: ts.DoStatement, constant: boolean | null): DanglingEdge[] {
    const rounds = this.#run([enter], this.#within.statement(node.statement));
    if (constant === true || rounds.length === 0) return rounds;
    if (constant === false) {
      this.#exits.push(...rounds);
      return [];
    }
    return this.#ask(rounds, node.expression);
  }

  #while(
    enter: DanglingEdge,
    node: LoopStatement,
    test: ts.Expression | null,
    constant: boolean | null,
  ): DanglingEdge[] {
    const asked = test && constant === null ? this.#steps(test) : null;
    if (test && asked) {
      const yes = this.#ask([{ ...enter, kind: 'next' }], test, asked);
      return this.#run(yes, this.#within.statement(node.statement));
    }
    const body = this.#within.statement(node.statement);
    // Drawn, so that its steps are noted as unreachable, but not connected.
    if (constant === false) return [];
    const rounds = this.#run([enter], body);
    if (constant !== true) this.#exits.push({ from: this.#id, kind: 'false' });
    return rounds;
  }

  /** The test with the steps that it makes; null when it makes none. */
  #steps(test: ts.Expression): Asked | null {
    const asked = ask(test, this.#within);
    if (asked) return asked;
    const steps = this.#within.expression(test);
    return steps.hasSteps ? this.#decision(test, steps) : null;
  }

  #decision(test: ts.Expression, steps: Block): Asked {
    const { draft } = this.#within;
    const id = this.#within.node('decision', `if:${test.getText()}`, labelOf(test), test);
    draft.conditions.set(id, test);
    const node: Block = { ...emptyBlock, entry: { kind: 'node', id }, exits: [{ from: id, kind: 'true' }] };
    const block = { ...sequence(draft, [steps, node]), exits: [] };
    return { block, yes: [{ from: id, kind: 'true' }], no: [{ from: id, kind: 'false' }] };
  }

  /** A test that is drawn as a decision of its own. Returns the edges into the next iteration. */
  #ask(
    arriving: readonly DanglingEdge[],
    test: ts.Expression,
    drawn: Asked | null = this.#steps(test),
  ): DanglingEdge[] {
    const asked = drawn ?? this.#decision(test, emptyBlock);
    this.#run(arriving, asked.block);
    this.#exits.push(...asked.no);
    return [...asked.yes];
  }

  /** Runs a part of the loop; `break` and `continue` end here. */
  #run(dangling: readonly DanglingEdge[], part: Block): DanglingEdge[] {
    this.#parts.push(part);
    if (dangling.length === 0) return [];
    const joined = connect(this.#within.draft, dangling, part);
    for (const item of joined.jumps) {
      if (!this.#isOwn(item.jump)) this.#jumps.push(item);
      else if (item.jump.kind === 'break') this.#exits.push(item.edge);
      else joined.exits.push(item.edge);
    }
    return joined.exits;
  }

  #isOwn(jump: Jump): boolean {
    return (
      (jump.kind === 'break' || jump.kind === 'continue') &&
      (jump.label === null || this.#labels.includes(jump.label))
    );
  }
}

/** `for (const x of generate(step))`: the generator is drawn, with the loop's body in place of each `yield`. */
function generatorLoop(node: LoopStatement, labels: readonly string[], context: BuildContext): Block | null {
  if (!ts.isForOfStatement(node)) return null;
  const generator = generatorOf(unwrap(node.expression), context);
  if (!generator || !context.mayStep(generator.fn, generator.args, node)) return null;
  if (context.build.isRecursive(generator.fn.node)) return null;
  const { build } = context;
  // A name that no label in the code can have: loops inside the generator must not catch it.
  const leave = `#${node.pos}`;
  const isOwn = (jump: Jump): boolean =>
    (jump.kind === 'break' || jump.kind === 'continue') &&
    (jump.label === null || labels.includes(jump.label));
  build.consumers.push(({ place }) => {
    const round = context.with(place).statement(node.statement);
    const jumps = round.jumps.map(({ edge, jump }) => ({
      edge,
      jump: isOwn(jump) && jump.kind === 'break' ? ({ kind: 'break', label: leave } as const) : jump,
    }));
    if (round.entry.kind === 'jump') {
      if (!isOwn(round.entry.jump)) return round;
      if (round.entry.jump.kind === 'continue') return emptyBlock;
      return { ...round, entry: { kind: 'jump', jump: { kind: 'break', label: leave } } };
    }
    const { taken, left } = splitJumps(jumps, (jump) => isOwn(jump) && jump.kind === 'continue');
    return { ...round, exits: [...round.exits, ...taken.map(({ edge }) => edge)], jumps: left };
  });
  const args = ts.isCallExpression(unwrap(node.expression))
    ? (unwrap(node.expression) as ts.CallExpression).arguments
    : [];
  const before = args.map((argument) => context.expression(argument));
  const name = shorten(unwrap(node.expression).getText());
  const id = context.node('call', `call:${name}`, name, node.expression);
  const within = context.inBranch(`call:${name}`, { parent: id, prefix: `${id}/` });
  const body = within.inline(generator.fn, generator.args, { isCallback: false });
  build.consumers.pop();
  const { taken, left } = splitJumps(body.jumps, (jump) => jump.kind === 'break' && jump.label === leave);
  const joined = connect(context.draft, [{ from: id, kind: 'next' }], { ...body, jumps: left });
  const block: Block = {
    ...body,
    entry: { kind: 'node', id },
    exits: [...joined.exits, ...taken.map(({ edge }) => edge)],
    jumps: joined.jumps,
    result: null,
  };
  return sequence(context.draft, [...before, block]);
}
