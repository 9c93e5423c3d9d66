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
import { literalBehind, memberOf, nameLocation, textRange } from './name-literals.ts';
import { sentThrough } from './senders.ts';
import { namesIn, payloadsOf } from './sent-payloads.ts';

/** @param senders names of the workspace's functions that send events their callers name. */
export function eventUsesIn(
  file: ParsedFile,
  sources: Sources,
  definitions: readonly FunctionDefinition[],
  owners: CodeOwners,
  senders: ReadonlySet<string> = new Set(),
): EventUse[] {
  const uses = new EventUses(file, sources, owners);
  for (const definition of definitions) uses.addDefinition(definition);
  uses.addCode(senders);
  return uses.all;
}

class EventUses {
  readonly all: EventUse[] = [];
  readonly #seen = new Set<string>();
  readonly #file: ParsedFile;
  readonly #sources: Sources;
  readonly #owners: CodeOwners;

  constructor(file: ParsedFile, sources: Sources, owners: CodeOwners) {
    this.#file = file;
    this.#sources = sources;
    this.#owners = owners;
  }

  /** What starts and cancels a function. */
  addDefinition(definition: FunctionDefinition): void {
    const { file: home, id, triggers, place } = definition;
    const inside = this.#sources.with(definition.bindings);
    for (const { event, unknown, range } of triggers) {
      if (event === undefined || unknown) continue;
      const naming = expressionNaming(event, range, home, inside);
      const isHome = naming?.getSourceFile() === home.tree;
      this.#add({
        name: event,
        role: 'starts',
        path: home.path,
        range: naming && isHome ? textRange(home, unwrap(naming)) : range,
        spelled: naming && nameLocation(literalBehind(naming, inside), this.#sources),
        functionId: id,
      });
    }
    for (const name of cancellingNames(definition, inside)) {
      this.#addNamed('cancels', name, place, id, inside);
    }
  }

  /** What the code of the file sends, waits for, declares and mentions. */
  addCode(senders: ReadonlySet<string>): void {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) this.#addCall(node, senders);
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.#addDeclared(node);
      for (const literal of mentionedNames(node)) this.#addNamed('mentions', literal, literal);
      ts.forEachChild(node, visit);
    };
    visit(this.#file.tree);
  }

  #addCall(call: ts.CallExpression, senders: ReadonlySet<string>): void {
    for (const payload of payloadsOf(call, this.#file, this.#sources)) {
      for (const name of namesIn(payload, this.#sources)) this.#addNamed('sends', name, payload.expression);
    }
    sentThrough(call, senders, this.#sources, (name, literal) => this.#addSentThrough(call, name, literal));
    const waited = awaitedEvent(call, this.#sources);
    if (waited) this.#addNamed('waits', waited, call);
  }

  #addDeclared(node: ts.CallExpression | ts.NewExpression): void {
    for (const { name, node: place } of declaredNames(node, this.#file, this.#sources)) {
      const spelled = nameLocation(place, this.#sources);
      if (spelled) this.#add({ name, role: 'declares', ...spelled, spelled, functionId: null });
    }
  }

  /** The caller of a function that sends the event it is given. */
  #addSentThrough(call: ts.CallExpression, name: string, literal: ts.StringLiteralLike | null): void {
    const isHere = literal?.getSourceFile() === this.#file.tree;
    this.#add({
      name,
      role: 'sends',
      path: this.#file.path,
      range: literal && isHere ? textRange(this.#file, literal) : this.#file.rangeOf(call.expression),
      spelled: nameLocation(literal, this.#sources),
      functionId: this.#owners.ownerOf(call)?.id ?? null,
    });
  }

  /**
   * @param shown the code of this file to point at when the expression is in another file.
   * @param inside the sources with the bindings that the expression is evaluated in.
   */
  #addNamed(
    role: EventRole,
    expression: ts.Expression,
    shown: ts.Node,
    owner?: string,
    inside = this.#sources,
  ): void {
    const name = eventNameOf(expression, inside);
    // What a wrapper makes may be defined in another file than the wrapper's call.
    const shownFile = shown.getSourceFile();
    const home = shownFile === this.#file.tree ? this.#file : this.#sources.file(shownFile.fileName);
    if (name === null || !home) return;
    const isHere = expression.getSourceFile() === home.tree;
    this.#add({
      name,
      role,
      path: home.path,
      range: textRange(home, isHere ? unwrap(expression) : shown),
      spelled: nameLocation(literalBehind(expression, inside), this.#sources),
      functionId: owner ?? this.#owners.ownerOf(shown)?.id ?? null,
    });
  }

  #add(use: EventUse): void {
    const { start, end } = use.range;
    const key = `${use.role} ${use.name} ${start.line}:${start.character}:${end.line}:${end.character} ${use.functionId}`;
    if (use.name === '' || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.all.push(use);
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

/** The innermost expression in a range of the file whose value is the name, or a trigger with that name. */
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
