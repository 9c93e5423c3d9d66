/**
 * Schemas made with zod, valibot, TypeBox, Effect and validators that read alike as JSON Schema, by reading the calls
 * that make them. ArkType writes types as texts: see `arktype-schema.ts`.
 */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { literalOf, nameText, resolveExpression, unwrap } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import { schemaOfArkType } from './arktype-schema.ts';
import {
  isUnknown,
  memberSchema,
  mergeSchemas,
  notOptional,
  objectOf,
  objectSchema,
  optional,
  propertiesOf,
  type Schema,
  unionSchema,
  valuesOf,
  withNull,
} from './json-schema.ts';
import { schemaOfLiteral } from './literal-schema.ts';
import type { SchemaReaders } from './schema-readers.ts';
import { isNamespace, simpleSchema, zodMethod } from './validator-names.ts';
import { type ArgumentReader, refinedSchema } from './validator-refinements.ts';

const maxDepth = 14;

/** With marks; the empty schema when nothing can be read. */
export function readValidator(expression: ts.Node, readers: SchemaReaders): Schema {
  return new ValidatorReader(readers).of(expression as ts.Expression, 0);
}

const objectMakers: ReadonlySet<string> = new Set([
  'object',
  'strictobject',
  'looseobject',
  'objectwithrest',
  'interface',
  'struct',
]);

class ValidatorReader implements ArgumentReader {
  readonly sources: Sources;
  readonly #readers: SchemaReaders;

  constructor(readers: SchemaReaders) {
    this.sources = readers.sources;
    this.#readers = readers;
  }

  of(expression: ts.Expression | undefined, depth: number): Schema {
    const value = expression ? resolveExpression(expression, this.sources) : null;
    if (!value || depth > maxDepth) return {};
    if (ts.isPropertyAccessExpression(value)) return this.#member(value, depth);
    if (!ts.isCallExpression(value)) return {};
    const callee = unwrap(value.expression);
    if (ts.isIdentifier(callee)) return this.#bareCall(callee, value, depth);
    if (!ts.isPropertyAccessExpression(callee)) return {};
    const owner = unwrap(callee.expression);
    const method = callee.name.text;
    if (isNamespace(owner)) return this.#made(method, value, depth);
    return refinedSchema({ method, call: value, depth }, () => this.of(owner, depth + 1), this);
  }

  /** `import { object, string } from 'valibot'`, ArkType's `type`. */
  #bareCall(callee: ts.Identifier, call: ts.CallExpression, depth: number): Schema {
    const imported = this.sources.file(callee.getSourceFile().fileName)?.imports.get(callee.text);
    if (!imported) return {};
    if (/^arktype/.test(imported.specifier)) return schemaOfArkType(call, this.sources);
    return /valibot|zod|superstruct/.test(imported.specifier) ? this.#made(imported.name, call, depth) : {};
  }

  /** `schema.shape.name`, `schema.entries`, and Effect's `Schema.String`. */
  #member(access: ts.PropertyAccessExpression, depth: number): Schema {
    const owner = unwrap(access.expression);
    const name = access.name.text;
    if (isNamespace(owner)) return simpleSchema(name.toLowerCase()) ?? {};
    if (ts.isPropertyAccessExpression(owner) && /^(shape|entries|fields)$/.test(owner.name.text)) {
      return memberSchema(this.of(owner.expression, depth + 1), { const: name });
    }
    if (name === 'element' || name === 'items') {
      return memberSchema(this.of(owner, depth + 1), { type: 'number' });
    }
    return /^(schema|_schema)$/.test(name) ? this.of(owner, depth + 1) : {};
  }

  #made(method: string, call: ts.CallExpression, depth: number): Schema {
    const name = method.toLowerCase();
    const [first] = call.arguments;
    return (
      simpleSchema(name) ??
      this.#wrapped(name, call, depth) ??
      this.#combined(name, call, depth) ??
      this.#listed(name, call) ??
      (objectMakers.has(name) ? (first ? this.objectOf(first, depth) : { type: 'object' }) : {})
    );
  }

  /** A schema around one other: `optional(x)`, `array(x)`, `brand(x)`. */
  #wrapped(name: string, call: ts.CallExpression, depth: number): Schema | null {
    const [first, second] = call.arguments;
    const inner = (): Schema => this.of(first, depth + 1);
    switch (name) {
      case 'array':
      case 'list':
        return { type: 'array', items: notOptional(inner()) };
      case 'optional':
      case 'exactoptional':
      case 'undefinedable':
      case '_default':
      case 'prefault':
        return this.#withDefault(optional(inner()), second);
      case 'nullable':
      case 'nullor':
        return this.#withDefault(withNull(inner()), second);
      case 'nullish':
        return this.#withDefault(optional(withNull(inner())), second);
      case 'partial':
        return this.#partial(inner());
      case 'lazy':
        return first && ts.isArrowFunction(first) && !ts.isBlock(first.body) && depth < 3
          ? this.of(first.body, depth + 1)
          : {};
      case 'standardschemav1':
      case 'promise':
      case 'readonly':
      case 'brand':
        return inner();
      default:
        return null;
    }
  }

  /** A schema made of several others. */
  #combined(name: string, call: ts.CallExpression, depth: number): Schema | null {
    const [first, second] = call.arguments;
    const inner = (expression: ts.Expression | undefined): Schema => this.of(expression, depth + 1);
    switch (name) {
      case 'tuple': {
        const items = this.elementsOf(first).map((item) => notOptional(inner(item)));
        return { type: 'array', prefixItems: items, minItems: items.length, items: false };
      }
      case 'record':
      case 'partialrecord': {
        const keys = inner(second ? first : undefined);
        return this.#record(keys, inner(second ?? first), name === 'partialrecord');
      }
      case 'union':
        return unionSchema(this.#members(call).map(inner));
      case 'discriminatedunion':
      case 'variant':
        return unionSchema(this.elementsOf(second).map(inner));
      case 'intersection':
      case 'intersect':
      case 'composite':
        return this.#members(call).map(inner).reduce(mergeSchemas, {});
      case 'pipe':
        return this.#pipe(call, depth);
      default:
        return null;
    }
  }

  /** A schema of listed values. */
  #listed(name: string, call: ts.CallExpression): Schema | null {
    switch (name) {
      case 'literal':
        return this.#literal(call);
      case 'enum':
      case 'nativeenum':
      case 'picklist':
      case 'enums':
        return this.#enum(call.arguments[0]);
      case 'keyof':
        return { type: 'string' };
      default:
        return null;
    }
  }

  /** `f([a, b])` and `f(a, b)`. */
  #members(call: ts.CallExpression): readonly ts.Expression[] {
    const list = this.elementsOf(call.arguments[0]);
    return list.length > 0 ? list : call.arguments;
  }

  /** `v.pipe(v.string(), v.email())`: what comes later narrows what came before, or changes nothing that is known. */
  #pipe(call: ts.CallExpression, depth: number): Schema {
    const [first, ...rest] = call.arguments;
    return rest.reduce(
      (whole: Schema, action) => {
        const value = resolveExpression(action, this.sources);
        if (!value || !ts.isCallExpression(value)) return whole;
        const callee = unwrap(value.expression);
        const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
        return refinedSchema({ method: zodMethod(name), call: value, depth: depth + 1 }, () => whole, this);
      },
      this.of(first, depth + 1),
    );
  }

  #literal(call: ts.CallExpression): Schema {
    const values = this.#members(call).map((value): Schema => {
      const text = textOf(value, this.sources);
      const own = resolveExpression(value, this.sources);
      const literal = own ? schemaOfLiteral(own) : null;
      return literal ?? (text === null ? {} : { const: text });
    });
    return unionSchema(values);
  }

  #enum(first: ts.Expression | undefined): Schema {
    if (!first) return { type: 'string' };
    const texts = this.elementsOf(first).flatMap((element) => textOf(element, this.sources) ?? []);
    if (texts.length > 0) return unionSchema(texts.map((text) => ({ const: text })));
    // `z.enum(Kind)` and `z.nativeEnum(Kind)`: an enum, or an object whose values count.
    const values = Object.values(propertiesOf(this.#readers.ofValue(unwrap(first)))).filter(
      (value) => valuesOf(value).length > 0,
    );
    const literal = literalOf(first, this.sources);
    const listed = (literal?.properties ?? []).flatMap((property) =>
      ts.isPropertyAssignment(property) ? (textOf(property.initializer, this.sources) ?? []) : [],
    );
    if (values.length > 0) return unionSchema(values);
    return listed.length > 0 ? unionSchema(listed.map((text) => ({ const: text }))) : { type: 'string' };
  }

  #record(keys: Schema, value: Schema, isPartial: boolean): Schema {
    const names = valuesOf(keys).map(String);
    const shown = notOptional(value);
    if (names.length === 0)
      return { type: 'object', ...(isUnknown(shown) ? {} : { additionalProperties: shown }) };
    return objectSchema(Object.fromEntries(names.map((name) => [name, shown])), isPartial ? [] : names);
  }

  #partial(schema: Schema): Schema {
    const { required: _required, ...rest } = schema;
    return rest;
  }

  #withDefault(schema: Schema, preset: ts.Expression | undefined): Schema {
    const value = preset ? this.jsonOf(preset) : undefined;
    return value === undefined ? schema : { ...schema, default: value };
  }

  /** A literal's value; undefined: not known before the code runs. */
  jsonOf(expression: ts.Expression): unknown {
    const value = resolveExpression(expression, this.sources);
    if (!value) return undefined;
    if (ts.isArrayLiteralExpression(value) && value.elements.length === 0) return [];
    if (ts.isObjectLiteralExpression(value) && value.properties.length === 0) return {};
    const literal = schemaOfLiteral(value);
    return literal && 'const' in literal ? literal.const : undefined;
  }

  elementsOf(expression: ts.Expression | undefined): ts.Expression[] {
    const value = expression ? resolveExpression(expression, this.sources) : null;
    return value && ts.isArrayLiteralExpression(value) ? [...value.elements] : [];
  }

  /** `{ name: z.string() }`, with spreads of other shapes. */
  objectOf(expression: ts.Expression, depth: number): Schema {
    const literal = literalOf(expression, this.sources);
    if (!literal) return this.#shape(unwrap(expression), depth);
    let base: Schema = { type: 'object', properties: {} };
    const own: Record<string, Schema> = {};
    for (const property of literal.properties) {
      if (ts.isSpreadAssignment(property)) {
        base = mergeSchemas(base, this.objectOf(property.expression, depth + 1));
        continue;
      }
      const name = property.name ? nameText(property.name) : null;
      if (name === null) continue;
      if (ts.isPropertyAssignment(property)) own[name] = this.of(property.initializer, depth + 1);
      if (ts.isShorthandPropertyAssignment(property)) own[name] = this.of(property.name, depth + 1);
      // Zod 4's recursive objects: `get children() { return z.array(node); }`.
      if (ts.isGetAccessor(property)) own[name] = {};
    }
    const merged = mergeSchemas(base, objectOf(own));
    return Object.keys(own).length === 0 ? base : merged;
  }

  /** `...base.shape`, `...base.entries`, `...shared`. */
  #shape(expression: ts.Expression, depth: number): Schema {
    if (ts.isPropertyAccessExpression(expression) && /^(shape|entries|fields)$/.test(expression.name.text)) {
      return this.of(expression.expression, depth + 1);
    }
    return { type: 'object' };
  }
}
