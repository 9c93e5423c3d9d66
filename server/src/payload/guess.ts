/** A schema inferred piece by piece for undeclared data. Pure but for its own state. */
import {
  elementSchema,
  isOptional,
  isUnknown,
  mergeSchemas,
  objectOf,
  optional,
  type Schema,
  unionSchema,
} from '../schema/json-schema.ts';

/** A path segment for every element of an array. */
export const anyElement = '[]';

const arrayMethods = /^(map|filter|forEach|push|join|some|every|find|findIndex|reduce|flatMap|sort|entries)$/;
const textMethods =
  /^(toLowerCase|toUpperCase|trim|split|startsWith|endsWith|replace|replaceAll|padStart|substring|charAt|match)$/;
const numberMethods = /^(toFixed|toPrecision)$/;

export class Guess {
  readonly #members = new Map<string, Guess>();
  #elements: Guess | null = null;
  #known: Schema = {};
  #mayBeAbsent = false;

  get isEmpty(): boolean {
    return this.#members.size === 0 && this.#elements === null && isUnknown(this.#known);
  }

  at(path: readonly string[]): Guess {
    const [first, ...rest] = path;
    if (first === undefined) return this;
    if (first === anyElement) {
      this.#elements ??= new Guess();
      return this.#elements.at(rest);
    }
    const member = this.#members.get(first) ?? new Guess();
    this.#members.set(first, member);
    return member.at(rest);
  }

  /** The first that knows something is believed. */
  know(schema: Schema): void {
    if (isUnknown(this.#known)) this.#known = schema;
  }

  /** A method is called on it. */
  called(method: string): void {
    if (arrayMethods.test(method)) this.#elements ??= new Guess();
    else if (textMethods.test(method)) this.know({ type: 'string' });
    else if (numberMethods.test(method)) this.know({ type: 'number' });
  }

  /** The code has a default for it. */
  presets(): void {
    this.#mayBeAbsent = true;
  }

  schema(name = ''): Schema {
    const own = this.#shape(name);
    return this.#mayBeAbsent ? optional(own) : own;
  }

  #shape(name: string): Schema {
    if (this.#elements) {
      const items = this.#elements.isEmpty
        ? {}
        : elementSchema(this.#elements.schema(name.replace(/s$/, '')));
      return this.#known.type === 'array' ? this.#known : { type: 'array', items };
    }
    if (this.#members.size === 0) return isUnknown(this.#known) ? guessByName(name) : this.#known;
    const members = objectOf(
      Object.fromEntries([...this.#members].map(([key, member]) => [key, member.schema(key)])),
    );
    if (isUnknown(this.#known)) return members;
    return this.#known.type === 'object' ? mergeSchemas(members, this.#known) : this.#known;
  }
}

function guessByName(name: string): Schema {
  if (/^(is|has|should|can)[_A-Z]|(^|_)(enabled|approved|active)$/.test(name)) return { type: 'boolean' };
  if (/(^|_)(count|amount|total|price|quantity|size|age)$|(Count|Amount|Total|Price)$/.test(name)) {
    return { type: 'number' };
  }
  return { type: 'string' };
}

/** What several senders send: what all of them send is required, types are put together. */
export function sentByAll(schemas: readonly Schema[]): Schema {
  const objects = schemas.filter((schema) => schema.type === 'object');
  const names = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties as object)))];
  return objectOf(
    Object.fromEntries(
      names.map((name) => {
        const own = objects.map((schema) => memberOf(schema, name));
        const known = own.filter((member) => member !== null && !isUnknown(member)) as Schema[];
        const type = known.length === 0 ? {} : unionSchema(known);
        return [
          name,
          own.includes(null) || own.some((member) => member && isOptional(member)) ? optional(type) : type,
        ];
      }),
    ),
  );
}

function memberOf(schema: Schema, name: string): Schema | null {
  const property = (schema.properties as Record<string, Schema> | undefined)?.[name];
  if (!property) return null;
  const required = Array.isArray(schema.required) && schema.required.includes(name);
  return required ? property : optional(property);
}

/** What is sent is known better than what is taken out; what is only taken out is wanted all the same. */
export function combined(used: Schema, sent: Schema): Schema {
  if (isUnknown(sent)) return used;
  if (isUnknown(used) || used.type !== 'object' || sent.type !== 'object') return sent;
  const names = [...new Set([...Object.keys(members(used)), ...Object.keys(members(sent))])];
  return objectOf(
    Object.fromEntries(
      names.map((name) => {
        const [taken, given] = [memberOf(used, name), memberOf(sent, name)];
        if (!taken || !given) return [name, taken ?? given ?? {}];
        const both = combined(taken, given);
        return [name, isOptional(taken) || isOptional(given) ? optional(both) : both];
      }),
    ),
  );
}

function members(schema: Schema): object {
  return (schema.properties as object | undefined) ?? {};
}
