/** `for`, `for of`, `for in`, `while`, `do`. The loop node is the compound around the body and its head. */
import { ts } from 'ts-morph';
import { type Block, connect, isSubstantial, type Jump, type Open, sequence, splitJumps } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { labelOf, shorten } from '../label.ts';

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

/** The expression asked before each round; null: none, or it cannot become false. */
function testOf(node: LoopStatement): ts.Expression | null {
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isForStatement(node) ? (node.condition ?? null) : null;
}

function isAlways(test: ts.Expression | null, truth: boolean): boolean {
  if (!test) return false;
  if (truth && ts.isNumericLiteral(test)) return test.text !== '0';
  return test.kind === (truth ? ts.SyntaxKind.TrueKeyword : ts.SyntaxKind.FalseKeyword);
}

export function loopBlock(node: LoopStatement, labels: readonly string[], build: Build, place: Place): Block {
  const { draft } = build;
  const header = headerOf(node);
  const segment = `loop:${header}`;
  const test = testOf(node);
  const isDo = ts.isDoStatement(node);
  const neverEnds = ts.isForStatement(node) ? !test || isAlways(test, true) : isAlways(test, true);

  const id = build.node('loop', segment, shorten(header), node, place);
  const within = inside(place, segment, { parent: id });
  const before: Block[] = [];
  if (ts.isForOfStatement(node) || ts.isForInStatement(node))
    before.push(build.expression(node.expression, place));
  if (ts.isForStatement(node) && node.initializer)
    before.push(initializerBlock(node.initializer, build, place));
  const body = build.statement(node.statement, within);
  const asked = test ? build.expression(test, within) : null;
  const after =
    ts.isForStatement(node) && node.incrementor ? build.expression(node.incrementor, within) : null;

  const caughtHere = (jump: Jump): boolean =>
    (jump.kind === 'break' || jump.kind === 'continue') &&
    (jump.label === null || labels.includes(jump.label));
  const ownJumps = splitJumps(body.jumps, caughtHere);
  const hasSteps = body.hasSteps || asked?.hasSteps === true || after?.hasSteps === true;
  const leaves = ownJumps.left.length > 0 || (body.entry.kind === 'jump' && !caughtHere(body.entry.jump));
  if (!hasSteps && !leaves) {
    draft.nodes.delete(id);
    return sequence(draft, before);
  }

  const exits: Open[] = [];
  let rounds: Open[];
  // A test that makes steps is drawn as a decision of its own behind them.
  const askedApart = asked !== null && isSubstantial(asked) && test !== null;
  const enter: Open = { from: id, kind: isDo || neverEnds || askedApart ? 'next' : 'true' };
  const failing: string[] = [...body.failing];
  const jumps: { open: Open; jump: Jump }[] = [];
  const finish = (opens: readonly Open[], block: Block): Open[] => {
    const joined = connect(draft, opens, block);
    for (const item of joined.jumps) {
      if (!caughtHere(item.jump)) jumps.push(item);
      else if (item.jump.kind === 'break') exits.push(item.open);
      else joined.exits.push(item.open);
    }
    return joined.exits;
  };
  const decision = (opens: readonly Open[]): { yes: Open; no: Open } => {
    const tested = test as ts.Expression;
    const decisionId = build.node('decision', `if:${tested.getText()}`, labelOf(tested), tested, within);
    draft.conditions.set(decisionId, tested);
    const arriving = asked ? finish(opens, asked) : [...opens];
    for (const open of arriving) draft.addEdge(open, decisionId);
    return { yes: { from: decisionId, kind: 'true' }, no: { from: decisionId, kind: 'false' } };
  };

  if (isDo) {
    rounds = finish([enter], body);
    if (!neverEnds && rounds.length > 0) {
      if (isAlways(test, false)) {
        exits.push(...rounds);
        rounds = [];
      } else {
        const { yes, no } = decision(rounds);
        rounds = [yes];
        exits.push(no);
      }
    }
  } else if (askedApart) {
    const { yes, no } = decision([enter]);
    rounds = finish([yes], body);
    exits.push(no);
  } else {
    rounds = finish([enter], body);
    if (!neverEnds) exits.push({ from: id, kind: 'false' });
  }
  if (asked) failing.push(...asked.failing);
  if (after) {
    rounds = finish(rounds, after);
    failing.push(...after.failing);
  }
  for (const open of rounds) {
    if (open.from === id) continue;
    const label = open.label ?? (open.kind === 'next' ? undefined : open.kind);
    draft.addEdge({ from: open.from, kind: 'back', ...(label === undefined ? {} : { label }) }, id);
  }
  const loop: Block = { entry: { kind: 'node', id }, exits, jumps, hasSteps, failing, result: null };
  return sequence(draft, [...before, loop]);
}

function initializerBlock(node: ts.ForInitializer, build: Build, place: Place): Block {
  if (!ts.isVariableDeclarationList(node)) return build.expression(node, place);
  const parts = node.declarations.flatMap(({ initializer }) => (initializer ? [initializer] : []));
  return sequence(
    build.draft,
    parts.map((part) => build.expression(part, place)),
  );
}
