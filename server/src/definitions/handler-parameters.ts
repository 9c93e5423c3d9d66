/**
 * What a handler takes by which parameter. The SDK passes one object, `({ event, step })`; integrations may pass
 * `(event, { step })` or `(event, step)`, and so do people who do not know better.
 */
import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import { type FunctionNode, lookupName } from '../syntax/scope.ts';

export type ParameterRole = 'context' | 'event' | 'tools';

const toolNames: ReadonlySet<string> = new Set([
  ...['run', 'sleep', 'sleepUntil', 'waitForEvent', 'waitForSignal', 'sendEvent', 'sendSignal', 'invoke'],
  ...['fetch', 'ai', 'realtime'],
]);
/** Members of the context that a value of another kind does not have. */
const contextNames: ReadonlySet<string> = new Set(['step', 'tools', 'group', 'event', 'events', 'runId']);

/** By parameter; null for one that is nothing of the SDK's. */
export function rolesOf(node: FunctionNode): (ParameterRole | null)[] {
  const [first, second, ...others] = node.parameters.map(roleByUse);
  if (first === undefined) return [];
  if (second === undefined) return [first ?? 'context'];
  const behind = second ?? (first === null && isEvent(node.parameters[0]) ? 'context' : null);
  return [first ?? (behind === null ? 'context' : 'event'), behind, ...others];
}

function isEvent(parameter: ts.ParameterDeclaration | undefined): boolean {
  return parameter !== undefined && ts.isIdentifier(parameter.name) && /^events?$/.test(parameter.name.text);
}

/** True when the handler expects what the SDK does not pass: `(event, step)`, `(step)`. */
export function isPositional(node: FunctionNode): boolean {
  return rolesOf(node).some((role, index) => role !== null && (role === 'context') !== (index === 0));
}

/** By what is taken out of it, by what is called on it, and by its name where neither tells. */
function roleByUse(parameter: ts.ParameterDeclaration): ParameterRole | null {
  const { name } = parameter;
  const members = ts.isIdentifier(name) ? membersUsed(name, parameter) : keysOf(name);
  if (members.some((member) => contextNames.has(member))) return 'context';
  if (members.length > 0 && members.every((member) => toolNames.has(member))) return 'tools';
  if (!ts.isIdentifier(name)) return null;
  if (members.length === 0 && /^(step|steps|tools)$/.test(name.text)) return 'tools';
  return null;
}

function keysOf(pattern: ts.BindingPattern): string[] {
  if (ts.isArrayBindingPattern(pattern)) return [];
  return pattern.elements.flatMap(({ propertyName, name }) => {
    const key = propertyName ?? name;
    const text = ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : nameText(key);
    return text ?? [];
  });
}

/** Members that the function's code takes from the parameter. */
function membersUsed(name: ts.Identifier, parameter: ts.ParameterDeclaration): string[] {
  const { body } = parameter.parent as FunctionNode;
  const members: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && lookupName(node) === parameter) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) members.push(parent.name.text);
      else if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
        if (!ts.isIdentifier(parent.name)) members.push(...keysOf(parent.name));
      }
    }
    ts.forEachChild(node, visit);
  };
  if (body) visit(body);
  return members;
}
