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
  absent,
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
  withoutMarks,
} from './json-schema.ts';
import { refinedSchema } from './validator-refinements.ts';
import { schemaOfLiteral, schemaOfValue } from './value-schema.ts';

const deepest = 14;

/** The empty schema when nothing can be read. */
export function schemaOfValidator(expression: ts.Node, sources: Sources): Schema {
  return withoutMarks(new ValidatorReader(sources).of(expression as ts.Expression, 0));
}

export class ValidatorReader {
  readonly sources: Sources;

  constructor(sources: Sources) {
    this.sources = sources;
  }

  of(expression: ts.Expression | undefined, depth: number): Schema {
    const value = expression ? resolveExpression(expression, this.sources) : null;
    if (!value || depth > deepest) return {};
    if (ts.isPropertyAccessExpression(value)) return this.#member(value, depth);
    if (!ts.isCallExpression(value)) return {};
    const callee = unwrap(value.expression);
    if (ts.isIdentifier(callee)) return this.#bareCall(callee, value, depth);
    if (!ts.isPropertyAccessExpression(callee)) return {};
    const owner = unwrap(callee.expression);
    const method = callee.name.text;
    if (isNamespace(owner)) return this.#made(method, value, depth);
    return refinedSchema(method, value, () => this.of(owner, depth + 1), this, depth);
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
    const [first, second] = call.arguments;
    const inner = (expression: ts.Expression | undefined): Schema => this.of(expression, depth + 1);
    const name = method.toLowerCase();
    const simple = simpleSchema(name);
    if (simple) return simple;
    switch (name) {
      case 'literal':
        return this.#literal(call);
      case 'enum':
      case 'nativeenum':
      case 'picklist':
      case 'enums':
        return this.#enum(first);
      case 'array':
      case 'list':
        return { type: 'array', items: notOptional(inner(first)) };
      case 'tuple': {
        const items = this.elementsOf(first).map((item) => notOptional(inner(item)));
        return { type: 'array', prefixItems: items, minItems: items.length, items: false };
      }
      case 'record':
      case 'partialrecord':
        return this.#record(
          inner(second ? first : undefined),
          inner(second ?? first),
          name === 'partialrecord',
        );
      case 'union':
        return unionSchema(
          (first && this.elementsOf(first).length > 0 ? this.elementsOf(first) : call.arguments).map(inner),
        );
      case 'discriminatedunion':
      case 'variant':
        return unionSchema(this.elementsOf(second).map(inner));
      case 'intersection':
      case 'intersect':
      case 'composite': {
        const parts = this.elementsOf(first).length > 0 ? this.elementsOf(first) : [...call.arguments];
        return parts.map(inner).reduce(mergeSchemas, {});
      }
      case 'optional':
      case 'exactoptional':
      case 'undefinedable':
        return this.#withDefault(optional(inner(first)), second);
      case 'nullable':
      case 'nullor':
        return this.#withDefault(unionSchema([notOptional(inner(first)), { type: 'null' }]), second);
      case 'nullish':
        return this.#withDefault(
          optional(unionSchema([notOptional(inner(first)), { type: 'null' }])),
          second,
        );
      case '_default':
      case 'prefault':
        return this.#withDefault(optional(inner(first)), second);
      case 'partial':
        return this.#partial(inner(first));
      case 'lazy':
        return first && ts.isArrowFunction(first) && !ts.isBlock(first.body) && depth < 3
          ? inner(first.body)
          : {};
      case 'object':
      case 'strictobject':
      case 'looseobject':
      case 'objectwithrest':
      case 'interface':
      case 'struct':
        return first ? this.objectOf(first, depth) : { type: 'object' };
      case 'keyof':
        return { type: 'string' };
      case 'pipe':
        return this.#pipe(call, depth);
      case 'standardschemav1':
      case 'promise':
      case 'readonly':
      case 'brand':
        return inner(first);
      default:
        return {};
    }
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
        const method = pipeMethods[name] ?? name;
        return refinedSchema(method, value, () => whole, this, depth + 1);
      },
      this.of(first, depth + 1),
    );
  }

  #literal(call: ts.CallExpression): Schema {
    const [first] = call.arguments;
    const list = this.elementsOf(first);
    const all = list.length > 0 ? list : [...call.arguments];
    const values = all.map((value): Schema => {
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
    const values = Object.values(propertiesOf(schemaOfValue(unwrap(first), this.sources))).filter(
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

/** A namespace that makes schemas, as opposed to a schema that is refined. */
function isNamespace(owner: ts.Expression): boolean {
  if (ts.isIdentifier(owner)) return /^(z|zod|v|valibot|t|s|S|Schema|Type|yup|Yup|Joi)$/.test(owner.text);
  return (
    ts.isPropertyAccessExpression(owner) &&
    /^(coerce|iso)$/.test(owner.name.text) &&
    isNamespace(owner.expression)
  );
}

const simpleSchemas: Record<string, Schema> = {
  string: { type: 'string' },
  nonemptystring: { type: 'string', minLength: 1 },
  guid: { type: 'string', format: 'uuid' },
  uuid: { type: 'string', format: 'uuid' },
  uuidv4: { type: 'string', format: 'uuid' },
  uuidv7: { type: 'string', format: 'uuid' },
  email: { type: 'string', format: 'email' },
  url: { type: 'string', format: 'uri' },
  httpurl: { type: 'string', format: 'uri' },
  date: { type: 'string', format: 'date-time' },
  datetime: { type: 'string', format: 'date-time' },
  isotimestamp: { type: 'string', format: 'date-time' },
  number: { type: 'number' },
  bigint: { type: 'number' },
  float32: { type: 'number' },
  float64: { type: 'number' },
  int: { type: 'integer' },
  int32: { type: 'integer' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  stringbool: { type: 'string', examples: ['true'] },
  null: { type: 'null' },
  undefined: absent,
  void: absent,
  symbol: absent,
  function: absent,
  never: { not: {} },
  map: { type: 'object' },
  set: { type: 'object' },
};
for (const name of [
  'cuid',
  'cuid2',
  'ulid',
  'nanoid',
  'ksuid',
  'xid',
  'jwt',
  'base64',
  'emoji',
  'templateliteral',
]) {
  simpleSchemas[name] = { type: 'string' };
}

function simpleSchema(name: string): Schema | null {
  return Object.hasOwn(simpleSchemas, name) ? (simpleSchemas[name] ?? null) : null;
}

/** Valibot's actions under zod's names. */
const pipeMethods: Record<string, string> = {
  minLength: 'min',
  maxLength: 'max',
  minValue: 'min',
  maxValue: 'max',
  gtValue: 'gt',
  ltValue: 'lt',
  integer: 'int',
  nonEmpty: 'nonempty',
  isoTimestamp: 'datetime',
  isoDateTime: 'datetime',
};
