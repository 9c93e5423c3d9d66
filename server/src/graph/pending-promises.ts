/** Which variable holds which promise, by declaration. */
import { ts } from 'ts-morph';
import { lookupName } from '../syntax/scope.ts';
import type { Block } from './block.ts';

/** One promise whose work has been started. */
export interface Pending {
  readonly work: Block;
  readonly source: ts.Node;
  /** Branches in which it was awaited. */
  readonly awaitedAt: string[];
}

export class PendingPromises {
  readonly #held = new Map<ts.Node, Pending[]>();
  /** In the order in which they were started. */
  readonly #all: Pending[] = [];

  add(work: Block, source: ts.Node): Pending {
    const pending: Pending = { work, source, awaitedAt: [] };
    this.#all.push(pending);
    return pending;
  }

  hold(pending: readonly Pending[], holders: readonly ts.Node[]): void {
    if (pending.length === 0) return;
    for (const holder of holders) {
      const list = this.#held.get(holder) ?? [];
      for (const each of pending) if (!list.includes(each)) list.push(each);
      this.#held.set(holder, list);
    }
  }

  /** The promises held by names in an expression, nested functions excluded. */
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

  /** Mentioned promises that have not been awaited on this path yet. */
  unawaited(expression: ts.Node, branch: string): Pending[] {
    return this.mentioned(expression).filter(
      ({ awaitedAt }) => !awaitedAt.some((outer) => isWithin(branch, outer)),
    );
  }

  /** Promises started since `mark` that nobody waits for. */
  floatingSince(mark: number): Pending[] {
    return this.#all.slice(mark).filter(({ awaitedAt }) => awaitedAt.length === 0);
  }

  get mark(): number {
    return this.#all.length;
  }
}

function isWithin(branch: string, outer: string): boolean {
  return outer === '' || branch === outer || branch.startsWith(`${outer}/`);
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
