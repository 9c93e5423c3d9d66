/**
 * What expressions are evaluated in. Names lead to expressions, expressions to calls, and calls to names again: the
 * modules of this folder reach each other through the environment they are passed.
 */
import type { ts } from 'ts-morph';
import type { Sources } from '../syntax/sources.ts';
import type { Nesting } from './nesting.ts';
import type { Argument, Frame, FunctionValue, Value } from './value.ts';

/** Immutable: other code is evaluated {@link at} another frame. Only what assignments change is shared, and grows. */
export interface Environment {
  readonly sources: Sources;
  /** The names that are bound where the expression stands. */
  readonly frame: Frame;
  /** What is being evaluated around the expression. */
  readonly nesting: Nesting;
  /** The frame around all modules. */
  readonly top: Frame;
  /** The same environment with the names of another frame. */
  at(frame: Frame): Environment;
  /** Null: nothing that has to do with steps, as far as can be told. */
  evaluate(expression: ts.Expression, depth?: number): Value | null;
  /** What a declaration (or the expression of an `export default`) stands for. */
  evaluateDeclaration(node: ts.Node, depth: number): Value | null;
  /** The arguments of a call; `...args` of a wrapper is spelled out. */
  argumentsOf(call: ts.CallExpression | ts.NewExpression, depth?: number): Argument[];
  /** The frame in which a function runs when it is called. */
  call(fn: FunctionValue, args: readonly Argument[]): Frame;
  /** What a function returns, when that is a function or an object that matters. */
  resultOf(fn: FunctionValue, args: readonly Argument[]): Value | null;
  /** True when a value gives whoever receives it the means to make steps. */
  carriesSteps(value: Value | null): boolean;
  /** The value that a member of an object was last assigned; the object by its literal or class. */
  assignedMember(owner: ts.Node, name: string): Value | null;
  assignedMembers(owner: ts.Node): Iterable<Value>;
}
