/**
 * Promises that are started in one place and awaited in another: a fork where the code goes on meanwhile, a join where
 * somebody waits for them. Which variable holds which promise is known by declaration.
 */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { lookupName } from '../../syntax/scope.ts';
import { type Block, isSubstantial, type Jump, jumpBlock, type Open, sequence, through } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { chainLabel, shorten } from '../label.ts';
import type { Evaluation } from './evaluation.ts';

/** One promise whose work has been started. */
export interface Pending {
  readonly work: Block;
  readonly source: ts.Node;
  /** Branches in which it was awaited. */
  readonly awaitedAt: string[];
}

export const joinLabels: Record<string, string> = {
  all: 'all done',
  allSettled: 'all settled',
  race: 'first done',
  any: 'first success',
};

export class Promises {
  readonly #held = new Map<ts.Node, Pending[]>();
  /** In the order in which they were started. */
  readonly #all: Pending[] = [];

  /** The code goes on while `work` runs. Returns the fork; the promise is remembered with `holders`. */
  start(
    work: Block,
    source: ts.Node,
    name: string,
    holders: readonly ts.Node[],
    build: Build,
    place: Place,
  ): { fork: Block; pending: Pending } {
    const { draft } = build;
    const id = build.node('fork', `fork:${name}`, name, source, place);
    draft.starts.add(id);
    const pending: Pending = { work, source, awaitedAt: [] };
    if (work.entry.kind === 'node') draft.addEdge({ from: id, kind: 'next' }, work.entry.id);
    this.#all.push(pending);
    this.hold([pending], holders);
    const fork: Block = {
      ...through,
      entry: { kind: 'node', id },
      exits: [{ from: id, kind: 'next', label: 'meanwhile' }],
      hasSteps: work.hasSteps,
    };
    return { fork, pending };
  }

  hold(pending: readonly Pending[], holders: readonly ts.Node[]): void {
    if (pending.length === 0) return;
    for (const holder of holders) {
      const list = this.#held.get(holder) ?? [];
      for (const each of pending) if (!list.includes(each)) list.push(each);
      this.#held.set(holder, list);
    }
  }

  /** The promises that names in an expression hold; functions in it aside. */
  mentioned(expression: ts.Node): Pending[] {
    if (this.#held.size === 0) return [];
    const found: Pending[] = [];
    const take = (holder: ts.Node | null | undefined): void => {
      for (const pending of (holder && this.#held.get(holder)) ?? [])
        if (!found.includes(pending)) found.push(pending);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node)) return;
      const member = memberBehind(node);
      if (member && this.#held.has(member)) {
        take(member);
        return;
      }
      take(node);
      if (ts.isIdentifier(node)) {
        take(lookupName(node));
      } else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
      else if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
    };
    visit(expression);
    return found;
  }

  /** Those of the mentioned promises that nobody on the way has waited for yet. */
  unawaited(expression: ts.Node, place: Place): Pending[] {
    return this.mentioned(expression).filter(
      ({ awaitedAt }) => !awaitedAt.some((branch) => isWithin(place.branch, branch)),
    );
  }

  /** Waits for promises that were started before: a join of their ends and of the code that comes here. */
  join(
    pending: readonly Pending[],
    combinator: string,
    source: ts.Node,
    build: Build,
    place: Place,
    isMore = false,
  ): Block {
    if (pending.length === 0) return through;
    const rejection = combinator === 'all' ? pending.map(({ work }) => rejecting(work)).find(isJump) : null;
    if (rejection) return this.#rejected(rejection, pending, place);
    const { draft } = build;
    const [only, ...others] = pending;
    // The first success of one promise is that promise.
    const isOne = !isMore && others.length === 0 && combinator === 'any';
    const label = (isOne ? null : joinLabels[combinator]) ?? 'all done';
    const name = pending.map((each) => shorten(each.source.getText())).join(', ');
    const id = build.node('join', `join:${combinator}:${name}`, label, source, place);
    draft.waits.set(id, {
      label: ts.isCallExpression(source) ? `Promise.${combinator}` : '',
      promises: pending.length,
    });
    const jumps: Block['jumps'][number][] = [];
    const failing: string[] = [];
    for (const { work, awaitedAt } of pending) {
      awaitedAt.push(place.branch);
      for (const open of work.exits) draft.addEdge(open, id);
      collectFailures(work, isOne ? 'all' : combinator, id, jumps, failing, build);
    }
    return {
      ...through,
      entry: { kind: 'node', id },
      exits: [{ from: id, kind: 'next' }],
      jumps,
      hasSteps: true,
      failing: [...new Set(failing)],
      result: pending.length === 1 && only ? only.work.result : null,
    };
  }

  /** Whoever waits for a promise that always rejects throws what it was rejected with. */
  #rejected(rejection: Jump, pending: readonly Pending[], place: Place): Block {
    for (const { awaitedAt } of pending) awaitedAt.push(place.branch);
    const works = pending.map(({ work }) => work);
    return {
      ...jumpBlock(rejection),
      jumps: works.flatMap(({ jumps }) => jumps),
      hasSteps: true,
      failing: works.flatMap(({ failing, failingLate }) => [...failing, ...failingLate]),
    };
  }

  /** Work that was started since `mark` and that nobody waits for. */
  abandonedSince(mark: number): Pending[] {
    return this.#all.slice(mark).filter(({ awaitedAt }) => awaitedAt.length === 0);
  }

  get mark(): number {
    return this.#all.length;
  }
}

/** The throw with which the work ends, whatever happens in it before; null: it may be fulfilled. */
function rejecting({ exits, jumps }: Block): Jump | null {
  return exits.length > 0 ? null : (jumps.find(({ jump }) => jump.kind === 'throw')?.jump ?? null);
}

function isJump(jump: Jump | null): jump is Jump {
  return jump !== null;
}

function isWithin(branch: string, outer: string): boolean {
  return outer === '' || branch === outer || branch.startsWith(`${outer}/`);
}

/** What the failure of one branch does: it ends the join's whole, or is collected by the join. */
export function collectFailures(
  work: Block,
  combinator: string,
  joinId: string,
  jumps: Block['jumps'][number][],
  failing: string[],
  build: Build,
): void {
  const collects = combinator === 'allSettled' || combinator === 'any';
  let mayFail = false;
  for (const item of work.jumps) {
    const isCollected = collects && item.jump.kind === 'throw';
    if (isCollected) build.draft.addEdge(item.open, joinId);
    else jumps.push(item);
    mayFail ||= isCollected;
  }
  const ids = [...work.failing, ...work.failingLate];
  if (collects) for (const from of ids) build.draft.addEdge({ from, kind: 'error' }, joinId);
  else failing.push(...ids);
  // `any` fails when every branch has failed.
  if (combinator === 'any' && (mayFail || ids.length > 0)) failing.push(joinId);
}

/** The declaration of the variable at the root of `a`, `a[i]`, `a.b`; null for anything else. */
export function rootDeclaration(expression: ts.Expression): ts.Node | null {
  let inner = unwrap(expression);
  while (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner))
    inner = unwrap(inner.expression);
  return ts.isIdentifier(inner) ? lookupName(inner) : null;
}

/** `jobs.a` where `jobs = { a: … }`: the property of the literal. */
function memberBehind(node: ts.Node): ts.Node | null {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return null;
  const declaration = lookupName(node.expression);
  const literal = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!literal || !ts.isObjectLiteralExpression(literal)) return null;
  return (
    literal.properties.find(({ name }) => name && ts.isIdentifier(name) && name.text === node.name.text) ??
    null
  );
}

/** Where the promises of a declaration are kept: each name of a pattern holds them. */
export function holdersOf(declaration: ts.VariableDeclaration | ts.BindingElement): ts.Node[] {
  if (ts.isIdentifier(declaration.name)) return [declaration];
  return declaration.name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? holdersOf(element) : [],
  );
}

/** True when `node` stands in a loop that is inside the block which declares `holder`. */
export function isInLoopOf(node: ts.Node, holder: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isFunctionLike(at); at = at.parent) {
    if (at.pos <= holder.pos && at.end >= holder.end && at.getSourceFile() === holder.getSourceFile())
      return false;
    if (ts.isIterationStatement(at, false)) return true;
  }
  return false;
}

/** What is started is kept in variables; the code goes on. */
export function holdPromise(
  { now, work }: Evaluation,
  source: ts.Expression,
  name: string,
  holders: readonly ts.Node[],
  build: Build,
  place: Place,
): Block {
  const inner = unwrap(source);
  // An alias keeps the promises of the names in it; what has been awaited is none any more.
  if (!ts.isAwaitExpression(inner)) build.promises.hold(build.promises.unawaited(inner, place), holders);
  if (!isSubstantial(work)) return now;
  const { fork } = build.promises.start(work, source, `start ${shorten(name)}`, holders, build, place);
  return sequence(build.draft, [now, fork]);
}

/** What is started is kept nowhere: nobody can wait for it. */
export function abandon({ now, work }: Evaluation, source: ts.Node, build: Build, place: Place): Block {
  if (!isSubstantial(work)) return now;
  const { fork } = build.promises.start(work, source, startLabel(source), [], build, place);
  return sequence(build.draft, [now, fork]);
}

/** `step.run('a', f).then(…)`. */
export function startLabel(source: ts.Node): string {
  return shorten(ts.isExpression(source) ? chainLabel(source) : source.getText());
}

/** The ways in which a block's steps fail. */
export function errorsOf(block: Block): Open[] {
  return [...block.failing, ...block.failingLate].map((from) => ({ from, kind: 'error' }));
}
