/** From a name to what it names: where an event is declared or goes to, where a function or step is written. */
import { ts } from 'ts-morph';
import type { LocationLink } from 'vscode-languageserver';
import type { EventRole, EventUse } from '../events/event-use.ts';
import type { FunctionUse } from '../events/function-use.ts';
import type { Spelling } from '../events/name-index.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { Position, Range } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { hearersOf } from './hearers.ts';
import { type NameAt, nameAt } from './name-at.ts';
import { contains, nodeAtPosition } from './node-at.ts';
import { nodeAtOffset } from './syntax-at.ts';

export function definitionsAt(workspace: Workspace, path: string, position: Position): LocationLink[] | null {
  const found = nameAt(workspace, path, position);
  switch (found?.kind) {
    case 'event':
      return eventDefinitions(workspace, path, position, found);
    case 'function':
      return functionLinks(workspace, path, found);
    case 'step':
      return invokedBy(workspace, path, position, found);
    default:
      return null;
  }
}

/** Which uses tell best what an event is; the first kind that there is somewhere else is taken. */
const tellingRoles: readonly EventRole[][] = [['declares'], ['starts'], ['waits', 'cancels'], ['sends']];

function eventDefinitions(
  workspace: Workspace,
  path: string,
  position: Position,
  found: NameAt,
): LocationLink[] | null {
  const uses = workspace.eventsFor(path).usesOf(found.name);
  const isHere = (place: Spelling): boolean => place.path === path && contains(place.range, position);
  const constant = uses.find((use) => isHere(use) && use.spelled && !isHere(use.spelled))?.spelled;
  if (constant) return linksTo(workspace, found.range, [constant]);
  for (const roles of tellingRoles) {
    const there = uses.filter((use) => roles.includes(use.role) && !isHere(use) && !isSpelledAt(use, isHere));
    if (there.length > 0) return linksTo(workspace, found.range, there);
  }
  return null;
}

function isSpelledAt(use: EventUse, isHere: (place: Spelling) => boolean): boolean {
  return use.role === 'declares' && use.spelled !== null && isHere(use.spelled);
}

/** Where the types of an event are declared. */
export function eventDeclarationsAt(
  workspace: Workspace,
  path: string,
  position: Position,
): LocationLink[] | null {
  const found = nameAt(workspace, path, position);
  if (found?.kind !== 'event') return null;
  return linksTo(workspace, found.range, workspace.eventsFor(path).usesOf(found.name, 'declares'));
}

/** What happens when the event comes, or the function is called: the functions themselves. */
export function handlersAt(workspace: Workspace, path: string, position: Position): LocationLink[] | null {
  const found = nameAt(workspace, path, position);
  if (found?.kind === 'function') return functionLinks(workspace, path, found);
  if (found?.kind !== 'event') return null;
  return linksTo(workspace, found.range, hearersOf(workspace.eventsFor(path), found.name));
}

function functionLinks(workspace: Workspace, path: string, found: NameAt): LocationLink[] | null {
  const uses = functionsNamed(workspace, path, found.name).filter(({ role }) => role === 'defines');
  return linksTo(workspace, found.range, uses);
}

/** By wire id; by the id alone when the app is not known. */
export function functionsNamed(workspace: Workspace, path: string, name: string): FunctionUse[] {
  const index = workspace.functionNamesFor(path);
  const uses = index.usesOf(name);
  if (uses.some(({ role }) => role === 'defines')) return uses;
  return index.all().filter(({ localId, name: other }) => localId === name || other === name);
}

/** The id of an `invoke` step leads to the function that it calls. */
function invokedBy(
  workspace: Workspace,
  path: string,
  position: Position,
  found: Extract<NameAt, { kind: 'step' }>,
): LocationLink[] | null {
  const node = nodeAtPosition(workspace, path, position)?.node;
  const target = node?.step?.tool === 'invoke' ? node.step.function : undefined;
  if (target !== undefined) {
    const uses = functionsNamed(workspace, path, target).filter(({ role }) => role === 'defines');
    if (uses.length > 0) return linksTo(workspace, found.range, uses);
  }
  return linksTo(
    workspace,
    found.range,
    found.steps.map(({ spelled }) => spelled),
  );
}

function linksTo(workspace: Workspace, from: Range, places: readonly Spelling[]): LocationLink[] | null {
  const links = places.map((place) => ({
    originSelectionRange: from,
    targetUri: workspace.uriOf(place.path),
    ...targetOf(workspace.sources.file(place.path), place.range),
  }));
  return links.length > 0 ? links : null;
}

/**
 * The declaration around a name, and the name in it: as TypeScript's own server gives them for constants, so that an
 * editor with both shows one place and not two.
 */
function targetOf(
  file: ParsedFile | null,
  range: Range,
): { targetRange: Range; targetSelectionRange: Range } {
  const plain = { targetRange: range, targetSelectionRange: range };
  if (!file) return plain;
  const node = nodeAtOffset(file, file.offsetAt(range.start));
  const owner = ts.isStringLiteralLike(node) ? skipCasts(node) : node;
  if (ts.isPropertyAssignment(owner) && owner.initializer.end >= node.end && owner.name !== node) {
    return isNameOfEntry(owner)
      ? plain
      : { targetRange: file.rangeOf(owner), targetSelectionRange: file.rangeOf(owner.name) };
  }
  if (ts.isEnumMember(owner)) {
    return { targetRange: file.rangeOf(owner), targetSelectionRange: file.rangeOf(owner.name) };
  }
  if (ts.isVariableDeclaration(owner)) {
    const statement = owner.parent.parent;
    const whole = ts.isVariableStatement(statement) ? statement : owner;
    return { targetRange: file.rangeOf(whole), targetSelectionRange: file.rangeOf(owner.name) };
  }
  return plain;
}

/** The declaration that a literal is the value of; the literal itself when it is part of something else. */
function skipCasts(literal: ts.Node): ts.Node {
  let at = literal.parent;
  while (ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isParenthesizedExpression(at)) {
    at = at.parent;
  }
  const isDeclaration = ts.isPropertyAssignment(at) || ts.isEnumMember(at) || ts.isVariableDeclaration(at);
  return isDeclaration ? at : literal;
}

/** `event: '…'`, `name: '…'`, `id: '…'`: the text is what is looked for, not the property. */
function isNameOfEntry({ name }: ts.PropertyAssignment): boolean {
  return ts.isIdentifier(name) && /^(event|name|id|functionId)$/.test(name.text);
}
