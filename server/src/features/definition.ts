/** From a name to what it names: where an event is declared or goes to, where a function or step is written. */

import { ts } from 'ts-morph';
import type { LocationLink } from 'vscode-languageserver';
import type { EventRole, EventUse } from '../events/event-use.ts';
import type { FunctionUse } from '../events/function-use.ts';
import { handlersOf } from '../events/handlers.ts';
import type { NameLocation } from '../events/name-index.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { rangeContains } from '../syntax/ranges.ts';
import type { Position, Range } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type NameAt, nameAt } from './cursor/name-at.ts';
import { nodeAtPosition } from './cursor/node-at.ts';
import { nodeAtOffset } from './cursor/syntax-at.ts';

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
  const isHere = (place: NameLocation): boolean =>
    place.path === path && rangeContains(place.range, position);
  const constant = uses.find((use) => isHere(use) && use.spelled && !isHere(use.spelled))?.spelled;
  if (constant) {
    const file = workspace.sources.file(constant.path);
    const target = file ? declarationAround(file, constant.range) : {};
    return linksTo(workspace, found.range, [constant]).map((link) => ({ ...link, ...target }));
  }
  for (const roles of tellingRoles) {
    const there = uses.filter((use) => roles.includes(use.role) && !isHere(use) && !isSpelledAt(use, isHere));
    if (there.length > 0) return linksTo(workspace, found.range, there);
  }
  return null;
}

function isSpelledAt(use: EventUse, isHere: (place: NameLocation) => boolean): boolean {
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
  return linksTo(workspace, found.range, handlersOf(workspace.eventsFor(path), found.name));
}

function functionLinks(workspace: Workspace, path: string, found: NameAt): LocationLink[] | null {
  const uses = functionsNamed(workspace, path, found.name).filter(({ role }) => role === 'defines');
  return linksTo(workspace, found.range, uses);
}

/** By wire id; by the id alone when the app is not known. */
export function functionsNamed(workspace: Workspace, path: string, name: string): readonly FunctionUse[] {
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

function linksTo(workspace: Workspace, from: Range, places: readonly NameLocation[]): LocationLink[] {
  return places.map(({ path, range }) => ({
    originSelectionRange: from,
    targetUri: workspace.uriOf(path),
    targetRange: range,
    targetSelectionRange: range,
  }));
}

/**
 * The declaration around a name, and the name in it: as TypeScript's own server gives them for constants, so that an
 * editor with both shows one place and not two.
 */
function declarationAround(
  file: ParsedFile,
  range: Range,
): { targetRange: Range; targetSelectionRange: Range } | null {
  const literal = nodeAtOffset(file, file.offsetAt(range.start));
  const owner = ts.isStringLiteralLike(literal) ? declarationOf(literal) : null;
  if (!owner) return null;
  const statement = ts.isVariableDeclaration(owner) ? owner.parent.parent : owner;
  const whole = ts.isVariableStatement(statement) ? statement : owner;
  return { targetRange: file.rangeOf(whole), targetSelectionRange: file.rangeOf(owner.name) };
}

/** The constant, property or enum member that a literal is the value of. */
function declarationOf(
  literal: ts.Node,
): ts.PropertyAssignment | ts.EnumMember | ts.VariableDeclaration | null {
  let at = literal.parent;
  // `eventType('…')` is part of the constant that it is given to.
  while (
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isParenthesizedExpression(at) ||
    ts.isCallExpression(at)
  ) {
    at = at.parent;
  }
  return ts.isPropertyAssignment(at) || ts.isEnumMember(at) || ts.isVariableDeclaration(at) ? at : null;
}
