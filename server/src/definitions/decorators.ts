/**
 * Functions written as decorated methods (NestJS integrations): `@InngestFunction({ id, trigger })` above
 * `async work({ event, step })`. A decorator counts when it, or the module it comes from, is named after the SDK, and
 * says what the function is called or what starts it.
 */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, nameText, propertyOf } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note, Trigger } from '../workflow-graph.ts';
import type { FunctionDefinition, Handler } from './function-definition.ts';
import { identityOf } from './identity.ts';
import { eventNameOf, readTriggers, triggerNote } from './triggers.ts';

/** Methods that run a decorated class. */
const runners = ['handle', 'handler', 'run', 'execute', 'process', 'perform'];

interface Mark {
  decorator: ts.Decorator;
  call: ts.CallExpression;
  /** Name that the decorator was exported with. */
  name: string;
}

export function decoratedFunction(
  member: ts.MethodDeclaration | ts.ClassDeclaration | ts.PropertyDeclaration,
  file: ParsedFile,
  sources: Sources,
): FunctionDefinition | null {
  const marks = marksOf(member, file);
  if (marks.length === 0) return null;
  const handler = handlerOf(member);
  if (!handler) return null;
  const reading = new MarkReading(sources);
  for (const mark of marks) reading.add(mark);
  const { main } = reading;
  if (!main) return null;
  const place = main.decorator;
  const triggers: Trigger[] = [];
  const notes: Note[] = [];
  for (const { expression, kind } of reading.triggers) {
    const read = readTriggers(expression, place, file, sources);
    for (const trigger of read.triggers) {
      const { event, ...rest } = trigger;
      triggers.push(kind === 'cron' && event !== undefined ? { cron: event, ...rest } : trigger);
    }
    notes.push(...read.unresolved.map((unread) => triggerNote(unread, place, file)));
  }
  const methodName = member.name && nameText(member.name as ts.PropertyName);
  const id = reading.id;
  const { major } = sources.packageOf(file.path);
  const written = { id, name: reading.name, bare: main.call.arguments[0] ?? main.call };
  const identity = id || reading.name ? identityOf(written, null, major ?? 3, sources) : null;
  const owner = ts.isClassLike(member.parent) ? (member.parent.name?.text ?? '') : '';
  const given = `${owner === '' ? '' : `${owner}.`}${methodName ?? ''}`;
  return {
    place,
    file,
    call: main.call,
    ...(identity ?? { id: given, localId: given, name: methodName ?? given, app: null }),
    identity: 'known',
    major,
    triggers,
    options: reading.options,
    handler,
    onFailure: null,
    publishes: true,
    bindings: sources.bindings,
    wrappers: [],
    madeBy: [],
    takers: [],
    notes,
  };
}

function marksOf(member: ts.HasDecorators, file: ParsedFile): Mark[] {
  return (ts.getDecorators(member) ?? []).flatMap((decorator) => {
    const call = decorator.expression;
    if (!ts.isCallExpression(call)) return [];
    const callee = call.expression;
    const root = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    const imported = ts.isIdentifier(root) ? file.imports.get(root.text) : undefined;
    const name = ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : imported && imported.name !== 'default'
        ? imported.name
        : callee.getText();
    const isSdk = /inngest/i.test(name) || (imported !== undefined && /inngest/i.test(imported.specifier));
    return isSdk ? [{ decorator, call, name }] : [];
  });
}

/** What all the decorators of one method say together. */
class MarkReading {
  /** The decorator that says what the function is. */
  main: Mark | null = null;
  id: ts.Expression | null = null;
  name: ts.Expression | null = null;
  options: ts.ObjectLiteralExpression | null = null;
  readonly triggers: { expression: ts.Expression; kind: 'event' | 'cron' }[] = [];
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  add(mark: Mark): void {
    const [first, second] = mark.call.arguments;
    const options = first ? literalOf(first, this.#sources) : null;
    if (options) this.#addOptions(options, mark);
    else if (first) this.#addPlaces(first, second, mark);
  }

  #addOptions(options: ts.ObjectLiteralExpression, mark: Mark): void {
    const option = (name: string): ts.Expression | null => {
      const value = propertyOf(options, name, this.#sources);
      return value && ts.isExpression(value) ? value : null;
    };
    const trigger = option('triggers') ?? option('trigger');
    const [event, cron] = [option('event'), option('cron')];
    const id = option('id');
    if (!id && !option('name') && !trigger && !event && !cron) return;
    if (!this.main || (id && !this.id)) this.main = mark;
    this.id ??= id;
    this.name ??= option('name');
    this.options ??= options;
    if (trigger) this.triggers.push({ expression: trigger, kind: 'event' });
    else if (event || cron) this.triggers.push({ expression: options, kind: event ? 'event' : 'cron' });
  }

  /** `@InngestEvent('id', 'event')`, `@InngestCron('id', '0 9 * * *')`, `@OnInngestEvent('event')`. */
  #addPlaces(first: ts.Expression, second: ts.Expression | undefined, mark: Mark): void {
    const isName = textOf(first, this.#sources) !== null;
    const kind = /cron|schedule/i.test(mark.name) ? 'cron' : 'event';
    const isTrigger = /event|cron|schedule|trigger|^on/i.test(mark.name);
    if (!isTrigger && !/function|handler|job|task|workflow/i.test(mark.name)) return;
    if (second) {
      if (!isName) return;
      this.main ??= mark;
      this.id ??= first;
      this.triggers.push({ expression: second, kind });
    } else if (isTrigger && (isName || eventNameOf(first, this.#sources) !== null)) {
      this.main ??= mark;
      this.triggers.push({ expression: first, kind });
    } else if (isName) {
      this.main ??= mark;
      this.id ??= first;
    }
  }
}

function handlerOf(
  member: ts.MethodDeclaration | ts.ClassDeclaration | ts.PropertyDeclaration,
): Handler | null {
  if (ts.isMethodDeclaration(member)) return member.body ? member : null;
  if (ts.isPropertyDeclaration(member)) return member.initializer ?? null;
  for (const name of runners) {
    for (const method of member.members) {
      if (ts.isMethodDeclaration(method) && method.body && nameText(method.name) === name) return method;
    }
  }
  return null;
}
