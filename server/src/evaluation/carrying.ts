import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import type { Environment } from './environment.ts';
import { memberOf } from './members.ts';
import type { Value } from './value.ts';

const maxDepth = 5;

/** Whether the step tools can be reached from a value, other than through closures. */
export function isCarrying(value: Value | null, environment: Environment, depth: number): boolean {
  if (!value || depth > maxDepth) return false;
  const isSome = (inner: Value | null): boolean => isCarrying(inner, environment, depth + 1);
  switch (value.kind) {
    case 'context':
    case 'tools':
    case 'group':
    case 'fns':
    case 'carrier':
      return true;
    case 'typed':
      return value.members.some((member) => {
        const key = member.name ? nameText(member.name) : null;
        return (
          key !== null &&
          environment.nesting.of(member, () => isSome(memberOf(value, key, environment, 0))) === true
        );
      });
    case 'list':
      return value.items.some(isSome);
    case 'choice':
      return value.options.some((option) => isSome(option.value));
    case 'object':
      for (const given of environment.assignedMembers(value.literal)) if (isSome(given)) return true;
      return value.literal.properties.some((property) => {
        if (ts.isSpreadAssignment(property))
          return isSome(environment.at(value.frame).evaluate(property.expression));
        if (ts.isMethodDeclaration(property)) return false;
        const key = property.name ? nameText(property.name) : null;
        return key !== null && isSome(memberOf(value, key, environment, 0));
      });
    case 'instance': {
      for (const given of environment.assignedMembers(value.node)) if (isSome(given)) return true;
      for (const given of value.construction?.bound ?? []) if (isSome(given)) return true;
      if (value.base && isSome(value.base)) return true;
      return value.node.members.some((member) => {
        if (!ts.isPropertyDeclaration(member)) return false;
        // Types of fields lead through whole applications; only those that mention steps are looked up.
        if (!member.initializer && !/step|tools/i.test(member.type?.getText() ?? '')) return false;
        const key = nameText(member.name);
        return key !== null && isSome(memberOf(value, key, environment, 0));
      });
    }
    default:
      return false;
  }
}
