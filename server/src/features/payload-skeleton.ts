/** A value to start from, made from a JSON Schema: plausible by type, and by name where the name says it all. */
type Schema = Record<string, unknown>;

/** `now`: ISO date and time for what is a date. */
export function skeletonOf(schema: Schema, now: string, name = ''): unknown {
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.anyOf)) {
    const options = schema.anyOf as Schema[];
    return skeletonOf(options.find((option) => option.type !== 'null') ?? options[0] ?? {}, now, name);
  }
  switch (schema.type) {
    case 'string':
      return textFor(schema, now, name);
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return elementsFor(schema, now, name);
    case 'object':
      return objectFor(schema, now);
    default:
      return /(_at|At|_date|Date)$/.test(name) ? now : '';
  }
}

function textFor(schema: Schema, now: string, name: string): string {
  if (schema.format === 'date-time' || /(_at|At|_date|Date)$/.test(name)) return now;
  if (schema.format === 'email' || /(^|_)email$|Email$/.test(name)) return 'user@example.com';
  if (schema.format === 'uri' || /(^|_)url$|Url$/.test(name)) return 'https://example.com';
  return '';
}

function elementsFor(schema: Schema, now: string, name: string): unknown[] {
  if (Array.isArray(schema.prefixItems)) {
    return (schema.prefixItems as Schema[]).map((item) => skeletonOf(item, now));
  }
  const items = schema.items as Schema | undefined;
  if (!items || Object.keys(items).length === 0) return [];
  return [skeletonOf(items, now, name.replace(/s$/, ''))];
}

/** Optional properties are left out; the schema offers them. */
function objectFor(schema: Schema, now: string): Record<string, unknown> {
  const properties = (schema.properties as Record<string, Schema> | undefined) ?? {};
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : null;
  const names = Object.keys(properties).filter((name) => required === null || required.includes(name));
  return Object.fromEntries(names.map((name) => [name, skeletonOf(properties[name] ?? {}, now, name)]));
}
