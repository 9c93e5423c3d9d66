/**
 * What the readers of types, values and validators ask of each other: a type may name a value (`typeof x`), a value
 * may be cast to a type, and both may come from a validator.
 */
import type { ts } from 'ts-morph';
import type { Sources } from '../syntax/sources.ts';
import type { Schema } from './json-schema.ts';

/** Their answers carry the marks of what may be left out. */
export interface SchemaReaders {
  readonly sources: Sources;
  ofType(node: ts.TypeNode): Schema;
  /** A declaration or an expression. */
  ofValue(node: ts.Node): Schema;
  /** What a function returns. */
  ofResult(node: ts.Node): Schema;
  ofValidator(expression: ts.Node): Schema;
}
