/** Values of parameters and loop variables while one call of a wrapper, or one turn of a loop, is looked at. */
import { ts } from 'ts-morph';
import type { FunctionNode } from './scope.ts';

/**
 * By parameter or loop variable; a list for a rest parameter. The expressions are to be read with the same map: an
 * argument may be a parameter of the wrapper around the call.
 */
export type Given = ReadonlyMap<ts.Node, ts.Expression | readonly ts.Expression[]>;

export const nothingGiven: Given = new Map();

/** `outer`, and the parameters of `callee` when it is called with these arguments. */
export function givenByCall(callee: FunctionNode, args: readonly ts.Expression[], outer: Given): Given {
  const given = new Map(outer);
  for (const [index, parameter] of callee.parameters.entries()) {
    if (parameter.dotDotDotToken) {
      given.set(parameter, args.slice(index));
      break;
    }
    const argument = args[index] ?? parameter.initializer;
    if (argument) given.set(parameter, argument);
    else given.delete(parameter);
  }
  return given;
}

/** Arguments of a call; what a wrapper passes on with `...args` is spelled out. */
export function argumentsOf(call: ts.CallExpression | ts.NewExpression, given: Given): ts.Expression[] {
  const args: ts.Expression[] = [];
  for (const argument of call.arguments ?? []) {
    const rest = ts.isSpreadElement(argument) ? restBehind(argument.expression, given) : null;
    args.push(...(rest ?? [argument]));
  }
  return args;
}

function restBehind(expression: ts.Expression, given: Given): readonly ts.Expression[] | null {
  if (ts.isArrayLiteralExpression(expression)) return expression.elements;
  if (!ts.isIdentifier(expression)) return null;
  for (const [declaration, value] of given) {
    if (!Array.isArray(value) || !ts.isParameter(declaration)) continue;
    if (ts.isIdentifier(declaration.name) && declaration.name.text === expression.text) return value;
  }
  return null;
}
