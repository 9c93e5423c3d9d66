/**
 * What a program asks, and how an answer is told from what was read. Every question reads a property of its own, e.g.
 * `r3.k7`, of a step's result or of the event; the letter says what kind of value is there.
 */

/** `k`: a yes that becomes no · `q`: a no that becomes yes · `n`: a number · `m`: a value or null · `l`: a list. */
export const keyPattern = /\b[kqnml]\d+\b/;

/** Ordinary code that may throw has a name, too. */
export const checkPattern = /\bcheck\('(t\d+)'\)/;

export type Question =
  | { kind: 'truth'; negated: boolean; second: { operator: 'and' | 'or'; key: string } | null }
  | { kind: 'number' }
  | { kind: 'present' }
  | { kind: 'list' };

/** By key; only the first key of a question with two. */
export type Questions = ReadonlyMap<string, Question>;
