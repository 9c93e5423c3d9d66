/**
 * Random workflow functions as values. A program is made and shrunk in this form, then printed (`print-program.ts`).
 *
 * Nothing in here has a name: steps, questions and variables are numbered in the order of printing, so that a part
 * that shrinks away leaves a program that is still whole.
 */

export interface Program {
  /** How the handler gets at the step tools. */
  parameter: 'plain' | 'renamed' | 'context' | 'tools';
  body: Statement[];
}

export type Tool = 'run' | 'sleep' | 'waitForEvent' | 'sendEvent' | 'invoke';

export interface StepCall {
  tool: Tool;
  /** `template`: made from the variable of the loop around it; `again`: an id that was given before. */
  id: 'literal' | 'template' | 'again';
  access: 'member' | 'element';
}

/** A yes-or-no question about the result of an earlier step or the event; `of` picks which. */
export interface Test {
  shape: 'plain' | 'not' | 'and' | 'or';
  of: number;
}

/** An expression that is awaited, or stands in a branch of a combinator as it is. */
export type Work =
  | { kind: 'call'; call: StepCall }
  | { kind: 'iife'; body: Statement[] }
  | { kind: 'chain'; call: StepCall; links: Link[] }
  | { kind: 'helper'; form: HelperForm; body: Statement[] };

export interface Link {
  method: 'then' | 'then-both' | 'catch' | 'finally';
  body: Statement[];
  other: Statement[];
}

/** How a helper receives the step tools, and where it stands. */
export type HelperForm = 'argument' | 'property' | 'closure' | 'class' | 'other-file';

export type Combinator = 'all' | 'allSettled' | 'race' | 'any';

export type Statement =
  | { kind: 'step'; call: StepCall; alias: 'none' | 'variable' | 'destructured' }
  | { kind: 'work'; work: Work; twice: boolean }
  | { kind: 'if'; test: Test; yes: Statement[]; no: Statement[] | null }
  | { kind: 'choice'; form: '?:' | '&&' | '||' | '??' | '?.'; test: Test; one: StepCall; other: StepCall }
  | { kind: 'comma'; one: StepCall; other: StepCall }
  | { kind: 'void'; call: StepCall }
  | {
      kind: 'wait';
      question: 'if' | 'if-not' | 'equals' | 'early-exit';
      some: Statement[];
      none: Statement[];
    }
  | {
      kind: 'switch';
      of: number;
      clauses: { body: Statement[]; breaks: boolean }[];
      defaultAt: number | null;
    }
  | { kind: 'loop'; form: LoopForm; labeled: boolean; of: number; body: Statement[] }
  | { kind: 'jump'; way: 'break' | 'continue'; outward: number; test: Test }
  | { kind: 'leave'; way: 'return' | 'throw'; test: Test | null }
  | { kind: 'try'; body: Statement[]; handler: Statement[] | null; last: Statement[] | null }
  | { kind: 'parallel'; combinator: Combinator; form: ParallelForm; branches: Work[] }
  | {
      kind: 'fan';
      form: 'map' | 'flatMap' | 'push';
      combinator: 'all' | 'allSettled';
      of: number;
      work: Work;
    }
  | { kind: 'early'; work: Work; meanwhile: Statement[]; awaited: boolean }
  | { kind: 'reduce'; of: number; call: StepCall };

export type LoopForm = 'for-of' | 'while' | 'do' | 'for' | 'forever';

/** `group`: inside `group.parallel` of SDK 4. */
export type ParallelForm = 'literal' | 'spread' | 'variables' | 'pushed' | 'group';
