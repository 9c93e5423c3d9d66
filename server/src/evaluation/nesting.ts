/**
 * Where an evaluation stands. Code may lead back to itself (a function whose result is taken from its own result, a type
 * with members of that type, a getter that reads itself), each time in a frame of its own, in which nothing is known yet.
 */
import type { ts } from 'ts-morph';

/** Expressions within expressions; more would threaten the stack. */
const maxDepth = 150;
/** Expressions evaluated for the sake of one; more would keep a person waiting. */
const maxEvaluations = 4000;
/** A helper may well be given the result of an earlier call of the same helper. */
const maxTimesAtWork = 2;

/** Shared by all environments of one function's graph. */
export class Nesting {
  #depth = 0;
  #evaluations = 0;
  readonly #atWork = new Map<ts.Node, number>();

  /** Null without doing the work when it is nested too deep, or was too much already. */
  evaluation<T>(work: () => T): T | null {
    if (this.#depth === 0) this.#evaluations = 0;
    this.#evaluations += 1;
    if (this.#depth >= maxDepth || this.#evaluations > maxEvaluations) return null;
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Null without doing the work when it is being done for the same node already. */
  of<T>(node: ts.Node, work: () => T): T | null {
    const times = this.#atWork.get(node) ?? 0;
    if (times >= maxTimesAtWork) return null;
    this.#atWork.set(node, times + 1);
    try {
      return this.evaluation(work);
    } finally {
      this.#atWork.set(node, times);
    }
  }
}
