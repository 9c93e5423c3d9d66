/** What the code declares a name to be, where its value is not known. */
import { ts } from 'ts-morph';
import { classBehind, nameText, targetOf } from './references.ts';
import type { Sources } from './sources.ts';

/** The type of a member of an object type, looked up in interfaces and aliases too. */
export function memberTypeOf(type: ts.TypeNode, name: string, sources: Sources): ts.TypeNode | undefined {
  const members = membersOfType(type, sources);
  for (const member of members) {
    if (ts.isPropertySignature(member) && nameText(member.name) === name) return member.type;
  }
  return undefined;
}

function membersOfType(type: ts.TypeNode, sources: Sources): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(type)) return type.members;
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return [];
  const target = targetOf(type.typeName, sources);
  if (target?.kind !== 'node') return [];
  if (ts.isInterfaceDeclaration(target.node)) return target.node.members;
  return ts.isTypeAliasDeclaration(target.node) ? membersOfType(target.node.type, sources) : [];
}

/** The class that a parameter or field is declared to be: `constructor(private services: Services)`. */
export function declaredClass(owner: ts.Expression, sources: Sources): ts.ClassLikeDeclaration | null {
  const type = declaredType(owner, sources);
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const target = targetOf(type.typeName, sources);
  return target?.kind === 'node' && ts.isClassLike(target.node) ? target.node : null;
}

function declaredType(owner: ts.Expression, sources: Sources): ts.TypeNode | undefined {
  if (ts.isIdentifier(owner)) {
    const target = targetOf(owner, sources);
    if (target?.kind !== 'node') return undefined;
    return ts.isParameter(target.node) || ts.isVariableDeclaration(target.node)
      ? target.node.type
      : undefined;
  }
  if (!ts.isPropertyAccessExpression(owner)) return undefined;
  const type = classBehind(owner.expression, sources)?.node;
  for (const member of type?.members ?? []) {
    if (ts.isPropertyDeclaration(member) && nameText(member.name) === owner.name.text) return member.type;
    if (!ts.isConstructorDeclaration(member)) continue;
    const parameter = member.parameters.find(
      ({ name }) => ts.isIdentifier(name) && name.text === owner.name.text,
    );
    if (parameter) return parameter.type;
  }
  return undefined;
}
