/** What a call gives back: a function or object of the workspace, or a list made of another. */
import { ts } from 'ts-morph';
import type { Environment } from './environment.ts';
import { elementOf } from './members.ts';
import { type Option, oneOf, type Value } from './value.ts';

/** Return the same list, in part or in another order. */
const listMethods: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'reverse',
  'sort',
  'toSorted',
  'concat',
]);

export function valueOfCall(call: ts.CallExpression, environment: Environment, depth: number): Value | null {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee)) {
    const built = valueOfBuiltIn(call, callee, environment, depth);
    if (built !== undefined) return built;
  }
  const value = environment.evaluate(callee, depth);
  if (value?.kind === 'carrier') return null;
  const options = (value?.kind === 'choice' ? value.options : value ? [{ label: '', value }] : []).flatMap(
    ({ label, value: option }): Option[] => {
      const result =
        option.kind === 'function'
          ? environment.resultOf(option, environment.argumentsOf(call, depth))
          : null;
      return result ? [{ label, value: result }] : [];
    },
  );
  return oneOf(options);
}

/** Methods of functions and lists; undefined for anything else. */
function valueOfBuiltIn(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  environment: Environment,
  depth: number,
): Value | null | undefined {
  const [first] = call.arguments;
  const method = callee.name.text;
  if (method === 'bind') {
    const value = environment.evaluate(callee.expression, depth);
    if (value?.kind !== 'function' || call.arguments.length < 2) return value;
    return { ...value, partial: environment.argumentsOf(call, depth).slice(1) };
  }
  if (callee.expression.getText() === 'Object' && first) {
    if (method === 'freeze') return environment.evaluate(first, depth);
    if (method === 'values' || method === 'entries') {
      const whole = environment.evaluate(first, depth);
      const element = whole && elementOf(whole, environment, depth);
      if (!element) return null;
      return {
        kind: 'list',
        items: [method === 'values' ? element : { kind: 'list', items: [null, element] }],
      };
    }
  }
  if (method === 'map' && first) {
    const callback = environment.evaluate(first, depth);
    const list = environment.evaluate(callee.expression, depth);
    if (callback?.kind !== 'function') return undefined;
    const element = list && elementOf(list, environment, depth);
    const made = environment.resultOf(callback, [{ value: element, source: null }]);
    return made ? { kind: 'list', items: [made] } : null;
  }
  if (listMethods.has(method)) {
    const list = environment.evaluate(callee.expression, depth);
    if (list?.kind === 'list') return list;
  }
  return undefined;
}
