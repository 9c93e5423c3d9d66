/** Values of parameters and loop variables in one call of a wrapper, or one iteration of a loop. */
import { ts } from 'ts-morph';
import type { FunctionNode } from './scope.ts';

/**
 * By parameter or loop variable; a list for a rest parameter. The expressions are to be read with the same map: an
 * argument may be a parameter of the wrapper around the call.
 */
export type Bindings = ReadonlyMap<ts.Node, ts.Expression | readonly ts.Expression[]>;

export const noBindings: Bindings = new Map();

/** `outer`, and the parameters of `callee` when it is called with these arguments. */
export function bindingsOfCall(
  callee: FunctionNode,
  args: readonly ts.Expression[],
  outer: Bindings,
): Bindings {
  const bindings = new Map(outer);
  for (const [index, parameter] of callee.parameters.entries()) {
    if (parameter.dotDotDotToken) {
      bindings.set(parameter, args.slice(index));
      break;
    }
    const argument = args[index] ?? parameter.initializer;
    if (argument) bindings.set(parameter, argument);
    else bindings.delete(parameter);
  }
  return bindings;
}

/** Arguments of a call; what a wrapper passes on with `...args` is spelled out. */
export function argumentsOf(call: ts.CallExpression | ts.NewExpression, bindings: Bindings): ts.Expression[] {
  const args: ts.Expression[] = [];
  for (const argument of call.arguments ?? []) {
    const rest = ts.isSpreadElement(argument) ? restBehind(argument.expression, bindings) : null;
    args.push(...(rest ?? [argument]));
  }
  return args;
}

function restBehind(expression: ts.Expression, bindings: Bindings): readonly ts.Expression[] | null {
  if (ts.isArrayLiteralExpression(expression)) return expression.elements;
  if (!ts.isIdentifier(expression)) return null;
  for (const [declaration, value] of bindings) {
    if (!Array.isArray(value) || !ts.isParameter(declaration)) continue;
    if (ts.isIdentifier(declaration.name) && declaration.name.text === expression.text) return value;
  }
  return null;
}
