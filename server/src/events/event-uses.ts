/** Every place of one file where an event is named. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import { eventNameOf } from '../definitions/triggers.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, resolveExpression, unwrap } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import type { CodeOwners } from './code-owners.ts';
import { declaredNames } from './declared-names.ts';
import type { EventRole, EventUse } from './event-use.ts';
import { mentionedNames } from './mentioned-names.ts';
import { literalBehind, memberOf, spellingAt, textRange } from './name-literals.ts';
import { sentThrough } from './senders.ts';
import { namesIn, payloadsOf } from './sent-payloads.ts';

/** `senders`: names of the workspace's functions that send events their callers name. */
export function eventUsesIn(
  file: ParsedFile,
  sources: Sources,
  definitions: readonly FunctionDefinition[],
  owners: CodeOwners,
  senders: ReadonlySet<string> = new Set(),
): EventUse[] {
  const uses: EventUse[] = [];
  const seen = new Set<string>();

  const add = (use: EventUse): void => {
    const { start, end } = use.range;
    const key = `${use.role} ${use.name} ${start.line}:${start.character}:${end.line}:${end.character} ${use.functionId}`;
    if (use.name === '' || seen.has(key)) return;
    seen.add(key);
    uses.push(use);
  };
  /** `shown`: code of this file that stands for the name when the expression is in another one. */
  const addNamed = (role: EventRole, expression: ts.Expression, shown: ts.Node, owner?: string): void => {
    const name = eventNameOf(expression, sources);
    // The definition of what a wrapper makes may stand in another file than its call.
    const home = shown.getSourceFile() === file.tree ? file : sources.file(shown.getSourceFile().fileName);
    if (name === null || !home) return;
    const isHere = expression.getSourceFile() === home.tree;
    add({
      name,
      role,
      path: home.path,
      range: textRange(home, isHere ? unwrap(expression) : shown),
      spelled: spellingAt(literalBehind(expression, sources), sources),
      functionId: owner ?? owners.ownerOf(shown)?.id ?? null,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      for (const payload of payloadsOf(node, file, sources)) {
        for (const name of namesIn(payload, sources)) addNamed('sends', name, payload.expression);
      }
      sentThrough(node, senders, sources, (name, literal) => addSentThrough(node, name, literal));
      const waited = awaitedEvent(node, sources);
      if (waited) addNamed('waits', waited, node);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      for (const { name, node: place } of declaredNames(node, file, sources)) {
        const spelled = spellingAt(place, sources);
        if (spelled) add({ name, role: 'declares', ...spelled, spelled, functionId: null });
      }
    }
    for (const literal of mentionedNames(node)) addNamed('mentions', literal, literal);
    ts.forEachChild(node, visit);
  };

  for (const definition of definitions) {
    sources.withValues(definition.given, () => addTriggers(definition));
  }
  visit(file.tree);
  return uses;

  /** The caller of a function that sends what it is given. */
  function addSentThrough(call: ts.CallExpression, name: string, literal: ts.StringLiteralLike | null): void {
    const isHere = literal?.getSourceFile() === file.tree;
    add({
      name,
      role: 'sends',
      path: file.path,
      range: literal && isHere ? textRange(file, literal) : file.rangeOf(call.expression),
      spelled: spellingAt(literal, sources),
      functionId: owners.ownerOf(call)?.id ?? null,
    });
  }

  function addTriggers(definition: FunctionDefinition): void {
    for (const { event, unknown, range } of definition.triggers) {
      if (event === undefined || unknown) continue;
      const { file: home, id } = definition;
      const place = expressionNaming(event, range, home, sources);
      const isHome = place?.getSourceFile() === home.tree;
      add({
        name: event,
        role: 'starts',
        path: home.path,
        range: place && isHome ? textRange(home, unwrap(place)) : range,
        spelled: place && spellingAt(literalBehind(place, sources), sources),
        functionId: id,
      });
    }
    for (const name of cancellingNames(definition, sources))
      addNamed('cancels', name, definition.place, definition.id);
  }
}

/** The expression that names what `waitForEvent` waits for, in the form of any SDK. */
function awaitedEvent(call: ts.CallExpression, sources: Sources): ts.Expression | null {
  const callee = call.expression;
  const isWait = ts.isPropertyAccessExpression(callee)
    ? callee.name.text === 'waitForEvent'
    : ts.isIdentifier(callee) && callee.text === 'waitForEvent';
  if (!isWait) return null;
  const [first, second] = call.arguments;
  const options = second ? literalOf(second, sources) : null;
  return (options && memberOf(options, 'event', sources)) ?? first ?? null;
}

/** `cancelOn: [{ event: '…' }]`. */
function cancellingNames({ options }: FunctionDefinition, sources: Sources): ts.Expression[] {
  const list = options && memberOf(options, 'cancelOn', sources);
  const value = list && resolveExpression(list, sources);
  if (!value || !ts.isArrayLiteralExpression(value)) return [];
  return value.elements.flatMap((element) => {
    const entry = literalOf(element, sources);
    return (entry && memberOf(entry, 'event', sources)) ?? [];
  });
}

/** The innermost expression in a range of the file that stands for the name, or for a trigger that has it. */
function expressionNaming(
  name: string,
  range: EventUse['range'],
  file: ParsedFile,
  sources: Sources,
): ts.Expression | null {
  const [from, to] = [file.offsetAt(range.start), file.offsetAt(range.end)];
  let found: ts.Expression | null = null;
  const visit = (node: ts.Node): void => {
    if (node.end <= from || node.getStart(file.tree) >= to) return;
    const isWithin = node.getStart(file.tree) >= from && node.end <= to;
    if (isWithin && isNaming(node)) found = namingIn(node, name, sources) ?? found;
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

function namingIn(node: ts.Expression, name: string, sources: Sources): ts.Expression | null {
  if (eventNameOf(node, sources) === name) return node;
  // `trigger: orderMade` where that is `{ event: '…' }`.
  const isReference = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);
  const trigger = isReference ? literalOf(node, sources) : null;
  const event = trigger && memberOf(trigger, 'event', sources);
  return event && eventNameOf(event, sources) === name ? event : null;
}

function isNaming(node: ts.Node): node is ts.Expression {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return true;
  const { parent } = node;
  return ts.isIdentifier(node) && !(ts.isPropertyAssignment(parent) && parent.name === node);
}
