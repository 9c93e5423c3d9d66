/** What a value is according to its type, when nothing else is known. */
import { ts } from 'ts-morph';
import { targetOf } from '../syntax/references.ts';
import type { Environment } from './environment.ts';
import { typicalInstance } from './instances.ts';
import type { Value } from './value.ts';

/** Names of the SDK's types of the step tools and of the handler's argument. */
const toolTypes: ReadonlySet<string> = new Set(['GetStepTools', 'StepTools', 'InngestStepTools']);
const contextTypes: ReadonlySet<string> = new Set([
  'GetFunctionInput',
  'HandlerArgs',
  'BaseContext',
  'Context',
]);
const wrappers: ReadonlySet<string> = new Set([
  'Promise',
  'Readonly',
  'NonNullable',
  'Required',
  'Partial',
  'Awaited',
]);

export function valueOfType(type: ts.TypeNode, environment: Environment, depth = 0): Value | null {
  if (depth > 4) return null;
  if (ts.isParenthesizedTypeNode(type)) return valueOfType(type.type, environment, depth + 1);
  if (ts.isTypeLiteralNode(type)) return { kind: 'typed', members: [...type.members] };
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    for (const part of type.types) {
      const value = valueOfType(part, environment, depth + 1);
      if (value && (value.kind !== 'typed' || environment.carriesSteps(value))) return value;
    }
    return null;
  }
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const name = type.typeName.text;
  const target = targetOf(type.typeName, environment.sources);
  if (toolTypes.has(name) && target?.kind !== 'node') return { kind: 'tools', path: [] };
  if (target?.kind === 'sdk') return contextTypes.has(target.name) ? { kind: 'context' } : null;
  const [argument] = type.typeArguments ?? [];
  if (!target && wrappers.has(name) && argument) return valueOfType(argument, environment, depth + 1);
  if (target?.kind !== 'node') return null;
  const { node } = target;
  if (ts.isTypeAliasDeclaration(node)) return valueOfType(node.type, environment, depth + 1);
  if (ts.isInterfaceDeclaration(node)) return { kind: 'typed', members: [...node.members] };
  if (ts.isClassDeclaration(node))
    return typicalInstance({ kind: 'class', node, frame: environment.frame.around(node) }, environment);
  return null;
}
