/** What a call gives back: a function or object of the workspace, or a list made of another. */
import { ts } from 'ts-morph';
import { elementOf } from './members.ts';
import { type Option, oneOf, type Value } from './value.ts';
import type { Values } from './values.ts';

/** Give back the same list, in part or in another order. */
const listMethods: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'reverse',
  'sort',
  'toSorted',
  'concat',
]);

export function valueOfCall(call: ts.CallExpression, values: Values, depth: number): Value | null {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee)) {
    const built = valueOfBuiltIn(call, callee, values, depth);
    if (built !== undefined) return built;
  }
  const value = values.of(callee, depth);
  if (value?.kind === 'carrier') return null;
  const options = (value?.kind === 'choice' ? value.options : value ? [{ label: '', value }] : []).flatMap(
    ({ label, value: option }): Option[] => {
      const result = option.kind === 'function' ? values.resultOf(option, values.passed(call, depth)) : null;
      return result ? [{ label, value: result }] : [];
    },
  );
  return oneOf(options);
}

/** Methods of functions and lists; undefined: it is none of them. */
function valueOfBuiltIn(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  values: Values,
  depth: number,
): Value | null | undefined {
  const [first] = call.arguments;
  const method = callee.name.text;
  if (method === 'bind') {
    const value = values.of(callee.expression, depth);
    if (value?.kind !== 'function' || call.arguments.length < 2) return value;
    return { ...value, partial: values.passed(call, depth).slice(1) };
  }
  if (callee.expression.getText() === 'Object' && first) {
    if (method === 'freeze') return values.of(first, depth);
    if (method === 'values' || method === 'entries') {
      const whole = values.of(first, depth);
      const element = whole && elementOf(whole, values, depth);
      if (!element) return null;
      return {
        kind: 'list',
        items: [method === 'values' ? element : { kind: 'list', items: [null, element] }],
      };
    }
  }
  if (method === 'map' && first) {
    const callback = values.of(first, depth);
    const list = values.of(callee.expression, depth);
    if (callback?.kind !== 'function') return undefined;
    const element = list && elementOf(list, values, depth);
    const made = values.resultOf(callback, [{ value: element, source: null }]);
    return made ? { kind: 'list', items: [made] } : null;
  }
  if (listMethods.has(method)) {
    const list = values.of(callee.expression, depth);
    if (list?.kind === 'list') return list;
  }
  return undefined;
}
