/** A JSON schema as a person would write the type: `{ order_id: string; items?: { sku: string }[] }`. */

import type { Schema } from '../../schema/read-schema.ts';
import { isIdentifierName } from '../../values/quoting.ts';
import { isRecord } from '../../values/records.ts';

/** `lines`: properties are shown below one another, as far as they fit in a hover. */
export function schemaText(schema: Schema, lines = false, depth = 0): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return union(options.map((option: Schema) => schemaText(option, false, depth)));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => plainType({ type }, depth)));
  if (schema.type === 'object' || schema.properties) return objectText(schema, lines, depth);
  return plainType(schema, depth);
}

/** More would not be read in a hover; the schema has the rest. */
const maxDepth = 3;
const maxMembers = 12;

function union(parts: readonly string[]): string {
  return parts.length === 0 ? 'unknown' : [...new Set(parts)].join(' | ');
}

function plainType(schema: Schema, depth: number): string {
  switch (schema.type) {
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array': {
      if (Array.isArray(schema.prefixItems)) {
        return `[${schema.prefixItems.map((item: Schema) => schemaText(item, false, depth + 1)).join(', ')}]`;
      }
      const item = schemaText((schema.items as Schema | undefined) ?? {}, false, depth + 1);
      return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
    }
    default:
      return 'unknown';
  }
}

function objectText(schema: Schema, lines: boolean, depth: number): string {
  const properties = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {});
  if (properties.length === 0) {
    const values = schema.additionalProperties;
    return isRecord(values) ? `Record<string, ${schemaText(values, false, depth + 1)}>` : 'object';
  }
  if (depth >= maxDepth) return '{ … }';
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : null;
  const members = properties.slice(0, maxMembers).map(([name, type]) => {
    const key = isIdentifierName(name) ? name : JSON.stringify(name);
    return `${key}${required?.includes(name) ? '' : '?'}: ${schemaText(type, false, depth + 1)}`;
  });
  if (properties.length > maxMembers) members.push('…');
  return lines ? `{\n${members.map((member) => `  ${member};\n`).join('')}}` : `{ ${members.join('; ')} }`;
}
