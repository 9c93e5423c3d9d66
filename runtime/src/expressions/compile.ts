/** Turns a parsed expression into a function. The parser is a library's; the meaning is that of Inngest's servers. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { globalFunctions, methods, takes, types } from './functions.ts';
import { both, either, itemsOf, type Macro, macros, maxSteps, spend } from './macros.ts';
import { callLeniently, type Direct, operators } from './operators.ts';
import { ExpressionError, Failure, isAbsent, isMap, TypeName, truthy, Uint } from './values.ts';

export interface Scope {
  variables: Record<string, unknown>;
  /** The time that `now()` gives, Unix milliseconds. */
  now: number;
  /**
   * Whether values of `event` were put into the text before: of waits and cancellations, they were when the run began
   * to wait, and what was missing then is null in comparisons.
   */
  interpolated?: boolean;
  budget?: { steps: number };
}

/** Never throws, save ExpressionErrors where nothing around can make up for what went wrong. */
export type Evaluate = (scope: Scope) => unknown;

/** Names that stand for something where an expression stands. */
interface Names {
  variables: ReadonlySet<string>;
  /** Bound by the macros around. */
  bound: ReadonlySet<string>;
}

/** @throws ExpressionError named CompileError when a function or variable does not exist. */
export function compile(node: ASTNode, variables: ReadonlySet<string>): Evaluate {
  return withBudget(build(node, { variables, bound: new Set() }));
}

function withBudget(evaluate: Evaluate): Evaluate {
  return (scope) => evaluate({ ...scope, budget: { steps: maxSteps } });
}

function build(node: ASTNode, names: Names): Evaluate {
  const of = (child: ASTNode) => build(child, names);
  switch (node.op) {
    case 'value': {
      const value = literal(node.args);
      return () => value;
    }
    case 'id':
      return buildName(node.args, names);
    case '.':
      return buildField(node.args[0], node.args[1], names);
    case '[]':
      return buildElement(of(node.args[0]), of(node.args[1]));
    case 'call':
      return buildCall(node.args[0], node.args[1], names);
    case 'rcall':
      return buildMethod(node.args[0], node.args[1], node.args[2], names);
    case 'list':
      return buildList(node.args.map(of));
    case 'map':
      return buildMap(node.args.map(([key, value]) => [of(key), of(value)] as const));
    case '?:': {
      const [condition, yes, no] = node.args.map(of) as [Evaluate, Evaluate, Evaluate];
      return (scope) => (truthy(condition(scope)) ? yes(scope) : no(scope));
    }
    case '&&':
    case '||': {
      const [left, right] = node.args.map(of) as [Evaluate, Evaluate];
      const join = node.op === '&&' ? both : either;
      // Both sides are looked at always: a date that cannot be read on the right counts after all.
      return (scope) => join(left(scope), right(scope));
    }
    case '!_':
    case '-_':
      return lenient(node.op, operators[node.op]!, [of(node.args)]);
    default: {
      const direct = operators[node.op];
      if (!direct) throw new ExpressionError('CompileError', `${node.op} is not supported`);
      const sides = (node.args as ASTNode[]).map((side) =>
        comparisons.has(node.op) ? buildCompared(side, names) : of(side),
      );
      return lenient(node.op, direct, sides);
    }
  }
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** One side of a comparison, for telling a person its value. */
export function compileSide(node: ASTNode, variables: ReadonlySet<string>): Evaluate {
  return withBudget(buildCompared(node, { variables, bound: new Set() }));
}

function buildCompared(node: ASTNode, names: Names): Evaluate {
  const side = build(node, names);
  if (rootOf(node, names) !== 'event') return side;
  return (scope) => {
    const value = side(scope);
    return value === undefined && scope.interpolated ? null : value;
  };
}

function buildName(name: string, { variables, bound }: Names): Evaluate {
  if (bound.has(name) || variables.has(name)) return (scope) => scope.variables[name];
  if (!types.has(name)) throw new ExpressionError('CompileError', `unknown variable ${name}`);
  const type = new TypeName(name);
  return () => type;
}

/** The variable at which a path such as `event.data.id` begins; null for anything else, and for what a macro binds. */
function rootOf(node: ASTNode, names: Names): string | null {
  if (node.op === 'id') return names.bound.has(node.args) ? null : node.args;
  if (node.op === '.') return rootOf(node.args[0], names);
  const isPath = node.op === '[]' && node.args[1].op === 'value' && typeof node.args[1].args === 'string';
  return isPath ? rootOf(node.args[0], names) : null;
}

/** A field that a path does not find is missing; one that another value does not have is a failure. */
function buildField(node: ASTNode, name: string, names: Names): Evaluate {
  const target = build(node, names);
  const isPath = rootOf(node, names) !== null;
  return (scope) => {
    const value = target(scope);
    if (isMap(value) && Object.hasOwn(value, name)) return value[name];
    if (isPath || value === undefined) return undefined;
    return value instanceof Failure ? value : new Failure(`no such key: ${name}`);
  };
}

function buildElement(target: Evaluate, key: Evaluate): Evaluate {
  return (scope) => {
    const [value, name] = [target(scope), key(scope)];
    if (isAbsent(value)) return value;
    if (isAbsent(name)) return name;
    if (Array.isArray(value)) {
      const index = typeof name === 'bigint' || typeof name === 'number' ? Number(name) : Number.NaN;
      return Number.isInteger(index) && index >= 0 && index < value.length
        ? value[index]
        : new Failure('index out of bounds');
    }
    if (isMap(value) && typeof name === 'string' && Object.hasOwn(value, name)) return value[name];
    return new Failure('no such key');
  };
}

function buildList(items: Evaluate[]): Evaluate {
  return (scope) => {
    const values = items.map((item) => item(scope));
    const absent = values.findIndex(isAbsent);
    return absent === -1 ? values : values[absent];
  };
}

function buildMap(entries: (readonly [Evaluate, Evaluate])[]): Evaluate {
  return (scope) => {
    const fields: [string, unknown][] = [];
    for (const [key, value] of entries) {
      const [name, field] = [key(scope), value(scope)];
      if (isAbsent(name)) return name;
      if (isAbsent(field)) return field;
      if (typeof name !== 'string') return new Failure('the keys of a map must be strings');
      fields.push([name, field]);
    }
    return Object.fromEntries(fields);
  };
}

function buildCall(name: string, args: ASTNode[], names: Names): Evaluate {
  if (name === 'has') return buildHas(args, names);
  return buildKnown(name, globalFunctions.get(name), args, names);
}

/** Of a path, `has` is true or missing, never false: then `!has(…)` is false, too. */
function buildHas([field, ...more]: ASTNode[], names: Names): Evaluate {
  if (field?.op !== '.' || more.length > 0)
    throw new ExpressionError('CompileError', 'has() requires a field, as in has(event.data.id)');
  const evaluate = build(field, names);
  const isPath = rootOf(field, names) !== null;
  return (scope) => {
    if (!isAbsent(evaluate(scope))) return true;
    return isPath ? undefined : false;
  };
}

function buildMethod(name: string, target: ASTNode, args: ASTNode[], names: Names): Evaluate {
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  const [item, ...parts] = args;
  if (!macro || item?.op !== 'id') return buildKnown(name, methods.get(name), [target, ...args], names);
  return buildMacro({ name, macro, target: build(target, names), variable: item.args, parts }, names);
}

function buildKnown(name: string, direct: Direct | undefined, args: ASTNode[], names: Names): Evaluate {
  if (!direct) throw new ExpressionError('CompileError', `unknown function ${name}()`);
  if (!takes(name, args.length))
    throw new ExpressionError('CompileError', `${name}() does not take ${args.length} arguments`);
  return lenient(
    name,
    direct,
    args.map((arg) => build(arg, names)),
  );
}

function lenient(name: string, direct: Direct, args: Evaluate[]): Evaluate {
  return (scope) =>
    callLeniently(
      name,
      direct,
      args.map((arg) => arg(scope)),
      scope.now,
    );
}

interface MacroCall {
  name: string;
  macro: Macro;
  target: Evaluate;
  /** The name that the parts know the item by. */
  variable: string;
  parts: ASTNode[];
}

function buildMacro({ name, macro, target, variable, parts }: MacroCall, names: Names): Evaluate {
  const inside = { ...names, bound: new Set(names.bound).add(variable) };
  const [first, second] = parts.map((part) => build(part, inside));
  if (!first || parts.length > (name === 'map' ? 2 : 1))
    throw new ExpressionError('CompileError', `${name}() requires a variable and a condition`);
  return (scope) => {
    const items = itemsOf(target(scope));
    if (items === undefined || items instanceof Failure) return items;
    const bind = (evaluate: Evaluate) => (item: unknown) => {
      spend(scope.budget);
      return evaluate({ ...scope, variables: { ...scope.variables, [variable]: item } });
    };
    return macro(items, bind(first), second ? bind(second) : null);
  };
}

function literal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const inner = value.valueOf();
  return typeof inner === 'bigint' ? new Uint(inner) : inner;
}
