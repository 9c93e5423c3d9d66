/** Members of values: `whole.name`, and the elements of a list or record. */
import { ts } from 'ts-morph';
import { constructorOf, hasModifier } from '../syntax/ast.ts';
import { nameText } from '../syntax/references.ts';
import type { Environment } from './environment.ts';
import { returnsOf } from './returns.ts';
import { valueOfType } from './types.ts';
import { type ClassValue, Frame, type InstanceValue, type ObjectValue, oneOf, type Value } from './value.ts';

const contextMembers: Record<string, Value> = {
  step: { kind: 'tools', path: [] },
  tools: { kind: 'tools', path: [] },
  group: { kind: 'group', path: [] },
  fns: { kind: 'fns', path: [] },
  event: { kind: 'event' },
  publish: { kind: 'tools', path: ['publish'] },
};

export function memberOf(whole: Value, name: string, environment: Environment, depth: number): Value | null {
  switch (whole.kind) {
    case 'context':
      if (name === 'publish' && whole.publishes === false) return null;
      return Object.hasOwn(contextMembers, name) ? (contextMembers[name] ?? null) : null;
    case 'tools':
    case 'group':
    case 'fns':
      return { kind: whole.kind, path: [...whole.path, name] };
    case 'carrier':
      return { kind: 'carrier', source: `${whole.source}.${name}` };
    case 'object':
      return memberOfObject(whole, name, environment, depth);
    case 'list':
      return whole.items[Number(name)] ?? null;
    case 'instance':
      return memberOfInstance(whole, name, environment, depth);
    case 'class':
      return memberOfClass(
        { ...whole, frame: new Frame(whole.node, whole.frame, whole) },
        true,
        name,
        environment,
        depth,
      );
    case 'choice':
      return oneOf(
        whole.options.flatMap(({ label, value }) => {
          const member = memberOf(value, name, environment, depth + 1);
          return member ? [{ label, value: member }] : [];
        }),
      );
    case 'typed': {
      const member = whole.members.find((each) => each.name && nameText(each.name) === name);
      return member && ts.isPropertySignature(member) && member.type
        ? valueOfType(member.type, environment)
        : null;
    }
    default:
      return null;
  }
}

/** What `list[i]` or `record[key]` may be. */
export function elementOf(whole: Value, environment: Environment, depth: number): Value | null {
  if (whole.kind === 'list') {
    return oneOf(whole.items.flatMap((value, index) => (value ? [{ label: String(index), value }] : [])));
  }
  if (whole.kind !== 'object') return whole.kind === 'carrier' ? whole : null;
  return oneOf(
    whole.literal.properties.flatMap((property) => {
      if (ts.isSpreadAssignment(property)) {
        const spread = environment.at(whole.frame).evaluate(property.expression, depth + 1);
        const inner = spread ? elementOf(spread, environment, depth + 1) : null;
        return inner ? [{ label: property.expression.getText(), value: inner }] : [];
      }
      const value = valueOfProperty(whole, property, environment, depth);
      return value ? [{ label: keyText(property.name), value }] : [];
    }),
  );
}

function memberOfObject(
  whole: ObjectValue,
  name: string,
  environment: Environment,
  depth: number,
): Value | null {
  const assigned = environment.assignedMember(whole.literal, name);
  if (assigned) return assigned;
  // Later properties win.
  for (const property of [...whole.literal.properties].reverse()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = environment.at(whole.frame).evaluate(property.expression, depth + 1);
      const member = spread ? memberOf(spread, name, environment, depth + 1) : null;
      if (member) return member;
      continue;
    }
    if (!property.name || nameText(property.name) !== name) continue;
    return valueOfProperty(whole, property, environment, depth);
  }
  return null;
}

function valueOfProperty(
  whole: ObjectValue,
  property: ts.ObjectLiteralElementLike,
  environment: Environment,
  depth: number,
): Value | null {
  if (ts.isPropertyAssignment(property))
    return environment.at(whole.frame).evaluate(property.initializer, depth + 1);
  if (ts.isShorthandPropertyAssignment(property)) {
    return environment.at(whole.frame).evaluate(property.name, depth + 1);
  }
  const frame = new Frame(whole.literal, whole.frame, whole);
  if (ts.isMethodDeclaration(property)) return { kind: 'function', node: property, frame };
  return ts.isGetAccessor(property) ? valueOfGetter(property, frame, environment, depth) : null;
}

function keyText(name: ts.PropertyName | undefined): string {
  if (!name) return '…';
  return nameText(name) ?? (ts.isComputedPropertyName(name) ? name.expression.getText() : name.getText());
}

function memberOfInstance(
  whole: InstanceValue,
  name: string,
  environment: Environment,
  depth: number,
): Value | null {
  const { node, body, construction } = whole;
  const assigned = environment.assignedMember(node, name);
  if (assigned) return assigned;
  const maker = constructorOf(node);
  if (maker && construction) {
    const parameter = maker.parameters.find(
      (each) =>
        ts.isIdentifier(each.name) &&
        each.name.text === name &&
        ts.isParameterPropertyDeclaration(each, maker),
    );
    if (parameter) return environment.at(construction).evaluateDeclaration(parameter, depth + 1);
    const given = assignmentIn(maker, name);
    const value = given ? environment.at(construction).evaluate(given, depth + 1) : null;
    if (value) return value;
  }
  const own = memberOfClass({ kind: 'class', node, frame: body }, false, name, environment, depth);
  return own ?? (whole.base ? memberOf(whole.base, name, environment, depth + 1) : null);
}

/** `frame`: what the members' code is evaluated in. */
function memberOfClass(
  { node, frame }: ClassValue,
  isStatic: boolean,
  name: string,
  environment: Environment,
  depth: number,
): Value | null {
  for (const member of node.members) {
    if (!member.name || nameText(member.name) !== name || ts.isAutoAccessorPropertyDeclaration(member))
      continue;
    if (hasModifier(member, ts.SyntaxKind.StaticKeyword) !== isStatic) continue;
    if (ts.isMethodDeclaration(member) && member.body) return { kind: 'function', node: member, frame };
    if (ts.isPropertyDeclaration(member)) {
      const value = member.initializer ? environment.at(frame).evaluate(member.initializer, depth + 1) : null;
      return value ?? (member.type ? valueOfType(member.type, environment) : null);
    }
    if (ts.isGetAccessor(member)) return valueOfGetter(member, frame, environment, depth);
  }
  return null;
}

function valueOfGetter(
  getter: ts.GetAccessorDeclaration,
  frame: Frame,
  environment: Environment,
  depth: number,
): Value | null {
  const inside = environment.at(new Frame(getter, frame));
  return environment.nesting.of(getter, () =>
    oneOf(
      returnsOf(getter, inside).flatMap(({ expression, label }) => {
        const value = inside.evaluate(expression, depth + 1);
        return value ? [{ label, value }] : [];
      }),
    ),
  );
}

/** `this.name = …` at the top of a constructor. */
function assignmentIn(maker: ts.ConstructorDeclaration, name: string): ts.Expression | null {
  for (const statement of maker.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left, right, operatorToken } = statement.expression;
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left)) continue;
    if (left.expression.kind === ts.SyntaxKind.ThisKeyword && left.name.text === name) return right;
  }
  return null;
}
