/** Types that come with the language, and those of helper packages that people know by name. Pure. */
import {
  absent,
  alternatives,
  asList,
  elementSchema,
  isNever,
  mergeSchemas,
  notOptional,
  partial,
  pickOrOmit,
  propertiesOf,
  required,
  type Schema,
  unionSchema,
  valuesOf,
} from './json-schema.ts';
import { fits } from './type-relations.ts';

/** The empty schema for a type that is not known. */
export function utilityType(name: string, args: readonly Schema[]): Schema {
  const [first = {}, second = {}] = args;
  switch (name) {
    case 'Date':
      return { type: 'string', format: 'date-time' };
    case 'URL':
      return { type: 'string', format: 'uri' };
    case 'Array':
    case 'ReadonlyArray':
      return { type: 'array', items: elementSchema(first) };
    // They become `{}` when they are written as JSON.
    case 'Map':
    case 'Set':
    case 'WeakMap':
    case 'RegExp':
    case 'Error':
    case 'Object':
      return { type: 'object' };
    case 'Function':
      return absent;
    case 'Record':
      return recordOf(first, second);
    case 'Partial':
    case 'PartialDeep':
    case 'DeepPartial':
      return partial(first);
    case 'Required':
      return required(first);
    case 'NonNullable':
      return unionSchema(parts(first).filter(({ type }) => type !== 'null'));
    case 'Readonly':
    case 'Awaited':
    case 'Promise':
    case 'PromiseLike':
    case 'NoInfer':
    case 'Simplify':
    case 'Prettify':
    case 'Expand':
    case 'Jsonify':
    case 'JsonifyObject':
    case 'ReadonlyDeep':
    case 'DeepReadonly':
      return notOptional(first);
    case 'Pick':
    case 'Omit':
      return pickOrOmit(name, first, asList(valuesOf(second)));
    case 'Except':
    case 'StrictOmit':
      return pickOrOmit('Omit', first, asList(valuesOf(second)));
    case 'Extract':
      return unionSchema(alternatives(first).filter((part) => fits(part, second) !== 'no'));
    case 'Exclude':
      return unionSchema(alternatives(first).filter((part) => fits(part, second) !== 'yes'));
    case 'Merge':
      return mergeSchemas(pickOrOmit('Omit', first, Object.keys(propertiesOf(second))), second);
    case 'SetOptional':
    case 'SetRequired':
      return withRequired(first, asList(valuesOf(second)), name === 'SetRequired');
    case 'Uppercase':
    case 'Lowercase':
    case 'Capitalize':
    case 'Uncapitalize':
      return respelled(name, first);
    case 'Tagged':
    case 'Opaque':
    case 'Brand':
    case 'Branded':
      return first;
    default:
      return {};
  }
}

function parts(schema: Schema): Schema[] {
  return Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : [schema];
}

function recordOf(keys: Schema, value: Schema): Schema {
  const names = valuesOf(keys).map(String);
  const shown = notOptional(value);
  if (isNever(shown)) return { type: 'object' };
  if (names.length === 0) return { type: 'object', additionalProperties: shown };
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, shown])),
    required: names,
  };
}

function withRequired(schema: Schema, names: readonly string[], isRequired: boolean): Schema {
  const now = new Set(asList(schema.required));
  for (const name of names) {
    if (isRequired) now.add(name);
    else now.delete(name);
  }
  const { required: _before, ...rest } = schema;
  return now.size === 0 ? rest : { ...rest, required: [...now] };
}

const spellings: Record<string, (text: string) => string> = {
  Uppercase: (text) => text.toUpperCase(),
  Lowercase: (text) => text.toLowerCase(),
  Capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1),
  Uncapitalize: (text) => text.charAt(0).toLowerCase() + text.slice(1),
};

function respelled(name: string, schema: Schema): Schema {
  const texts = asList(valuesOf(schema));
  if (texts.length === 0) return { type: 'string' };
  return unionSchema(texts.map((text) => ({ const: spellings[name]?.(text) ?? text })));
}
