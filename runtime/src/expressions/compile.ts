/** Turns a parsed expression into a function. The parser is a library's; the meaning is Inngest's. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { globalFunctions, isIn, methods, takesMissing } from './functions.ts';
import {
  add,
  ExpressionError,
  equal,
  isMap,
  lessThan,
  subtract,
  textOf,
  toNumber,
  truthy,
} from './values.ts';

/** Values by variable name, and the time that `now()` gives (Unix milliseconds). */
export interface Scope {
  variables: Record<string, unknown>;
  now: number;
}

export type Evaluate = (scope: Scope) => unknown;

/** @throws ExpressionError named CompileError when a function or variable does not exist. */
export function compile(node: ASTNode, variables: ReadonlySet<string>): Evaluate {
  const of = (child: ASTNode) => compile(child, variables);
  switch (node.op) {
    case 'value': {
      const value = literal(node.args);
      return () => value;
    }
    case 'id': {
      const name = node.args;
      if (!variables.has(name)) throw new ExpressionError('CompileError', `unknown variable ${name}`);
      return (scope) => scope.variables[name];
    }
    case '.':
    case '.?': {
      const target = of(node.args[0]);
      const name = node.args[1];
      return (scope) => member(target(scope), name);
    }
    case '[]':
    case '[?]': {
      const target = of(node.args[0]);
      const key = of(node.args[1]);
      return (scope) => element(target(scope), key(scope));
    }
    case 'call':
      return compileCall(node.args[0], node.args[1], variables);
    case 'rcall':
      return compileMethod(node.args[0], node.args[1], node.args[2], variables);
    case 'list': {
      const items = node.args.map(of);
      return (scope) => items.map((item) => item(scope));
    }
    case 'map': {
      const entries = node.args.map(([key, value]) => [of(key), of(value)] as const);
      return (scope) => Object.fromEntries(entries.map(([key, value]) => [textOf(key(scope)), value(scope)]));
    }
    case '?:': {
      const [condition, yes, no] = node.args.map(of) as [Evaluate, Evaluate, Evaluate];
      return (scope) => (truthy(condition(scope)) ? yes(scope) : no(scope));
    }
    case '!_': {
      const inner = of(node.args);
      return (scope) => !truthy(inner(scope));
    }
    case '-_': {
      const inner = of(node.args);
      return (scope) => -toNumber(inner(scope));
    }
    default:
      return compileBinary(node.op, of(node.args[0]), of(node.args[1]));
  }
}

function compileBinary(op: string, left: Evaluate, right: Evaluate): Evaluate {
  switch (op) {
    case '&&':
      return (scope) => truthy(left(scope)) && truthy(right(scope));
    case '||':
      return (scope) => truthy(left(scope)) || truthy(right(scope));
    case '==':
      return (scope) => equal(left(scope), right(scope));
    case '!=':
      return (scope) => !equal(left(scope), right(scope));
    case '<':
      return (scope) => lessThan(left(scope), right(scope), false);
    case '<=':
      return (scope) => lessThan(left(scope), right(scope), true);
    case '>':
      return (scope) => !lessThan(left(scope), right(scope), true);
    case '>=':
      return (scope) => !lessThan(left(scope), right(scope), false);
    case 'in':
      return (scope) => isIn(left(scope), right(scope));
    case '+':
      return (scope) => add(left(scope), right(scope));
    case '-':
      return (scope) => subtract(left(scope), right(scope));
    case '*':
      return (scope) => toNumber(left(scope)) * toNumber(right(scope));
    case '/':
      return (scope) => toNumber(left(scope)) / toNumber(right(scope));
    case '%':
      return (scope) => toNumber(left(scope)) % toNumber(right(scope));
    default:
      throw new ExpressionError('CompileError', `unknown operator ${op}`);
  }
}

function compileCall(name: string, args: ASTNode[], variables: ReadonlySet<string>): Evaluate {
  const values = args.map((arg) => compile(arg, variables));
  if (name === 'has') {
    const [field] = values;
    if (!field) throw new ExpressionError('CompileError', 'has() needs a field');
    return (scope) => field(scope) !== undefined;
  }
  const builtin = globalFunctions.get(name);
  if (!builtin) throw new ExpressionError('CompileError', `unknown function ${name}()`);
  return called(name, values, builtin);
}

function compileMethod(
  name: string,
  target: ASTNode,
  args: ASTNode[],
  variables: ReadonlySet<string>,
): Evaluate {
  const macro = macros[name];
  if (macro && args[0]?.op === 'id') {
    return compileMacro(name, macro, compile(target, variables), args, args[0].args, variables);
  }
  const builtin = methods.get(name);
  if (!builtin) throw new ExpressionError('CompileError', `unknown function ${name}()`);
  return called(
    name,
    [target, ...args].map((arg) => compile(arg, variables)),
    builtin,
  );
}

function called(
  name: string,
  values: Evaluate[],
  builtin: (args: unknown[], now: number) => unknown,
): Evaluate {
  const lenient = takesMissing.has(name);
  return (scope) => {
    const args = values.map((value) => value(scope));
    if (!lenient && args.includes(undefined)) return false;
    return builtin(args, scope.now);
  };
}

type Macro = (items: unknown[], test: (item: unknown) => unknown, map: (item: unknown) => unknown) => unknown;

const macros: Record<string, Macro> = {
  all: (items, test) => items.every((item) => truthy(test(item))),
  exists: (items, test) => items.some((item) => truthy(test(item))),
  exists_one: (items, test) => items.filter((item) => truthy(test(item))).length === 1,
  filter: (items, test) => items.filter((item) => truthy(test(item))),
  map: (items, test, map) => (map === test ? items.map(test) : items.filter((i) => truthy(test(i))).map(map)),
};

/** `list.macro(name, test)`; `map` may have a third argument, and then filters by the second. */
function compileMacro(
  name: string,
  macro: Macro,
  target: Evaluate,
  args: ASTNode[],
  variable: string,
  variables: ReadonlySet<string>,
): Evaluate {
  const inside = new Set(variables).add(variable);
  const [test, map = test] = args.slice(1).map((arg) => compile(arg, inside));
  if (!test || !map) throw new ExpressionError('CompileError', `${name}() needs a variable and a condition`);
  return (scope) => {
    const list = target(scope);
    const items = Array.isArray(list) ? list : isMap(list) ? Object.keys(list) : [];
    const bind = (evaluate: Evaluate) => (item: unknown) =>
      evaluate({ ...scope, variables: { ...scope.variables, [variable]: item } });
    const bound = bind(test);
    return macro(items, bound, map === test ? bound : bind(map));
  };
}

function literal(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'object' && value !== null && 'valueOf' in value) return Number(value.valueOf());
  return value;
}

function member(target: unknown, name: string): unknown {
  return isMap(target) && Object.hasOwn(target, name) ? target[name] : undefined;
}

function element(target: unknown, key: unknown): unknown {
  if (Array.isArray(target)) return typeof key === 'number' ? target[key] : undefined;
  return member(target, textOf(key));
}
