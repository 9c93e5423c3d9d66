/** What the code takes out of an event's data, as a schema: a guess for events without declared types. */
import { ts } from 'ts-morph';
import type { FunctionValue } from '../evaluation/value.ts';
import { Values } from '../evaluation/values.ts';
import { handlerArguments } from '../graph/build-graph.ts';
import { type FunctionDefinition, functionsIn } from '../syntax/functions.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { unwrap } from '../syntax/references.ts';
import { lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { readStep } from '../syntax/step-calls.ts';
import { objectSchema, propertiesOf, type Schema } from '../syntax/type-schema.ts';

const arrayMembers =
  /^(map|filter|forEach|length|push|join|some|every|find|reduce|slice|flatMap|at|entries)$/;
const textMembers =
  /^(toLowerCase|toUpperCase|trim|split|startsWith|endsWith|replace|includes|padStart|substring)$/;
const numberMembers = /^(toFixed|toLocaleString)$/;

/** Null: no function of the file takes anything out of the event. */
export function usedSchema(event: string, file: ParsedFile, sources: Sources): Schema | null {
  const paths: string[][] = [];
  for (const definition of functionsIn(file, sources)) {
    collect(definition, event, sources, paths);
  }
  return paths.length === 0 ? null : schemaOfPaths(paths);
}

function collect(definition: FunctionDefinition, event: string, sources: Sources, paths: string[][]): void {
  const values = new Values(sources);
  const handler = handlerOf(definition, values);
  const body = handler?.node.body;
  if (!handler || !body) return;
  const isTrigger = definition.triggers.some((trigger) => trigger.event === event);
  values.within(values.call(handler, handlerArguments(definition)), () => {
    const reader = new PathReader(values, isTrigger, waitsFor(event, definition, values, body));
    const visit = (node: ts.Node): void => {
      reader.read(node, paths);
      ts.forEachChild(node, visit);
    };
    visit(body);
    for (const match of reader.matches) paths.push(match.split('.'));
  });
}

function handlerOf({ handler }: FunctionDefinition, values: Values): FunctionValue | null {
  if (handler && ts.isMethodDeclaration(handler))
    return { kind: 'function', node: handler, frame: values.root };
  const value = handler ? values.of(handler) : null;
  return value?.kind === 'function' ? value : null;
}

interface Waits {
  /** Variables that hold the awaited event. */
  holders: Set<ts.Node>;
  /** `match` of waits for this event, and of every wait: the trigger has to have that path, too. */
  matches: string[];
}

function waitsFor(event: string, definition: FunctionDefinition, values: Values, body: ts.Node): Waits {
  const waits: Waits = { holders: new Set(), matches: [] };
  const isTrigger = definition.triggers.some((trigger) => trigger.event === event);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const value = values.of(node.expression);
      if (value?.kind === 'tools' && value.path.join('.') === 'waitForEvent') {
        const { info } = readStep(node, 'waitForEvent', definition.major, values.sources);
        if (info.match !== undefined && (isTrigger || info.event === event)) waits.matches.push(info.match);
        if (info.event === event) {
          const owner = ts.isAwaitExpression(node.parent) ? node.parent.parent : node.parent;
          if (ts.isVariableDeclaration(owner)) waits.holders.add(owner);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return waits;
}

class PathReader {
  readonly matches: readonly string[];
  readonly #values: Values;
  readonly #isTrigger: boolean;
  readonly #holders: ReadonlySet<ts.Node>;

  constructor(values: Values, isTrigger: boolean, waits: Waits) {
    this.#values = values;
    this.#isTrigger = isTrigger;
    this.#holders = waits.holders;
    this.matches = waits.matches;
  }

  read(node: ts.Node, paths: string[][]): void {
    if (ts.isPropertyAccessExpression(node)) {
      const path = this.#pathOf(node, 0);
      if (path) paths.push(path);
    }
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
      const path = this.#pathOf(node.initializer, 0);
      if (!path) return;
      for (const element of node.name.elements) {
        const name = element.propertyName ?? element.name;
        if (ts.isIdentifier(name) && !element.dotDotDotToken) paths.push([...path, name.text]);
      }
    }
  }

  /** Members from the event on; null when the expression is not part of the event. */
  #pathOf(expression: ts.Expression, depth: number): string[] | null {
    const inner = unwrap(expression, true);
    if (depth > 10) return null;
    if (ts.isPropertyAccessExpression(inner)) {
      if (this.#isTrigger && this.#values.of(inner)?.kind === 'event') return [];
      const path = this.#pathOf(inner.expression, depth + 1);
      return path ? [...path, inner.name.text] : null;
    }
    if (!ts.isIdentifier(inner)) return null;
    const declaration = lookupName(inner);
    if (!declaration) return null;
    if (this.#holders.has(declaration)) return [];
    if (this.#isTrigger && this.#values.of(inner)?.kind === 'event') return [];
    if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
      return this.#pathOf(declaration.initializer, depth + 1);
    }
    if (ts.isBindingElement(declaration) && ts.isVariableDeclaration(declaration.parent.parent)) {
      const { initializer } = declaration.parent.parent;
      const path = initializer ? this.#pathOf(initializer, depth + 1) : null;
      const name = declaration.propertyName ?? declaration.name;
      return path && ts.isIdentifier(name) ? [...path, name.text] : null;
    }
    return null;
  }
}

function schemaOfPaths(paths: readonly string[][]): Schema {
  const root: Schema = objectSchema({}, []);
  for (const [head, ...path] of paths) {
    if (head === 'data') put(root, path);
  }
  return root;
}

function put(schema: Schema, path: readonly string[]): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (arrayMembers.test(name)) return void become(schema, { type: 'array', items: {} });
  if (textMembers.test(name)) return void become(schema, { type: 'string' });
  if (numberMembers.test(name)) return void become(schema, { type: 'number' });
  if (schema.type !== 'object') become(schema, objectSchema({}, []));
  const properties = propertiesOf(schema);
  schema.properties = properties;
  properties[name] ??= guessByName(name);
  const required = (schema.required as string[] | undefined) ?? [];
  if (!required.includes(name)) schema.required = [...required, name];
  put(properties[name], rest);
}

function become(schema: Schema, shape: Schema): void {
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, shape);
}

function guessByName(name: string): Schema {
  if (/^(is|has|should|can)[_A-Z]|(^|_)(enabled|approved|active)$/.test(name)) return { type: 'boolean' };
  if (/(^|_)(count|amount|total|price|quantity|size|age)$|(Count|Amount|Total|Price)$/.test(name)) {
    return { type: 'number' };
  }
  return { type: 'string' };
}
