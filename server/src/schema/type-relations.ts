/** Whether one schema fits another, as `extends` asks; the answer may be unknown. Pure. */
import {
  alternatives,
  asList,
  isNever,
  isOptional,
  isUnknown,
  propertiesOf,
  type Schema,
  valuesOf,
} from './json-schema.ts';

export type Fit = 'yes' | 'no' | 'unknown';

export function fits(value: Schema, target: Schema): Fit {
  if (isUnknown(target)) return 'yes';
  // `undefined` fits only where `undefined` is meant.
  if (isNever(value)) return isOptional(value) ? said(isOptional(target)) : 'yes';
  if (isUnknown(value)) return 'unknown';
  if (isNever(target)) return 'no';
  const parts = alternatives(value);
  if (parts.length > 1) return all(parts.map((part) => fits(part, target)));
  const targets = Array.isArray(target.anyOf) ? (target.anyOf as Schema[]) : [target];
  if (targets.length > 1) return some(targets.map((part) => fits(value, part)));
  return fitsOne(value, target);
}

/** Every one of several has to hold. */
export function all(results: readonly Fit[]): Fit {
  if (results.includes('no')) return 'no';
  return results.includes('unknown') ? 'unknown' : 'yes';
}

function some(results: readonly Fit[]): Fit {
  if (results.includes('yes')) return 'yes';
  return results.includes('unknown') ? 'unknown' : 'no';
}

const said = (holds: boolean): Fit => (holds ? 'yes' : 'no');

function fitsOne(value: Schema, target: Schema): Fit {
  const wanted = valuesOf(target);
  if ('const' in value) {
    if (wanted.length > 0) return said(wanted.includes(value.const));
    if (typeof target.pattern === 'string') return said(new RegExp(target.pattern).test(String(value.const)));
    return target.type === undefined ? 'unknown' : said(typeMatches(typeOf(value.const), target.type));
  }
  if (wanted.length > 0) return value.type === undefined ? 'unknown' : 'no';
  if (value.type === undefined || target.type === undefined) return 'unknown';
  if (!typeMatches(value.type, target.type)) return 'no';
  if (typeof target.pattern === 'string') return value.pattern === target.pattern ? 'yes' : 'unknown';
  if (value.type === 'array') return fitsArray(value, target);
  return value.type === 'object' ? fitsObject(value, target) : 'yes';
}

function fitsArray(value: Schema, target: Schema): Fit {
  const items = (target.items as Schema | undefined) ?? {};
  const own = (value.prefixItems as Schema[] | undefined) ?? [(value.items as Schema | undefined) ?? {}];
  return all(own.map((item) => fits(item, items)));
}

function fitsObject(value: Schema, target: Schema): Fit {
  const members = propertiesOf(value);
  const given = asList(value.required);
  const needed = asList(target.required);
  return all(
    Object.entries(propertiesOf(target)).map(([name, wanted]) => {
      const member = members[name];
      if (!member) return needed.includes(name) ? 'no' : 'yes';
      if (needed.includes(name) && !given.includes(name)) return 'no';
      return fits(member, wanted);
    }),
  );
}

function typeMatches(own: unknown, wanted: unknown): boolean {
  const types = [wanted].flat();
  return types.includes(own) || (own === 'integer' && types.includes('number'));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value;
}
