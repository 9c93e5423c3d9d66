/** Public module of this folder: reads code as JSON Schema (draft 2020-12). The empty schema means that nothing is known. */
import type { ts } from 'ts-morph';
import type { Sources } from '../syntax/sources.ts';
import { type Schema, withoutMarks } from './json-schema.ts';
import type { SchemaReaders } from './schema-readers.ts';
import { readType } from './type-schema.ts';
import { readValidator } from './validator-schema.ts';
import { readResult, readValue } from './value-schema.ts';

export { objectSchema, propertiesOf, type Schema } from './json-schema.ts';
export { schemaOfLiteral } from './literal-schema.ts';

/** By what is written for it: no type checker, no installed packages. */
export function schemaOfType(node: ts.TypeNode, sources: Sources): Schema {
  return withoutMarks(readersOf(sources).ofType(node));
}

/** A schema made with zod, valibot, TypeBox, Effect, ArkType and validators that read alike. */
export function schemaOfValidator(expression: ts.Node, sources: Sources): Schema {
  return readersOf(sources).ofValidator(expression);
}

/** Of a declaration or an expression. With marks, for further use in schemas. */
export function schemaOfValue(node: ts.Node, sources: Sources): Schema {
  return readersOf(sources).ofValue(node);
}

function readersOf(sources: Sources): SchemaReaders {
  const readers: SchemaReaders = {
    sources,
    ofType: (node) => readType(node, readers),
    ofValue: (node) => readValue(node, readers),
    ofResult: (node) => readResult(node, readers),
    ofValidator: (expression) => withoutMarks(readValidator(expression, readers)),
  };
  return readers;
}
