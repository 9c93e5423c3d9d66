/** Finds function definitions in a file, in every authoring form of SDK 0 to 4 (protocol 8.2). */
import { ts } from 'ts-morph';
import type { Note, Trigger, WorkflowGraph } from '../workflow-graph.ts';
import { type Client, clientOf } from './clients.ts';
import { textOf } from './constants.ts';
import type { ParsedFile } from './parsed-file.ts';
import { literalOf, propertyOf, resolveExpression } from './references.ts';
import { repetitionOf } from './repeated-definitions.ts';
import type { SdkMajor } from './sdk-version.ts';
import type { Sources } from './sources.ts';
import { readTriggers, sdkCallName } from './triggers.ts';

export interface FunctionDefinition {
  call: ts.CallExpression;
  file: ParsedFile;
  /** See WorkflowGraph for the meaning of these five. */
  id: string;
  localId: string;
  name: string;
  app: string | null;
  major: SdkMajor | null;
  triggers: Trigger[];
  /** Null when the call has no handler at all. */
  handler: ts.Expression | null;
  onFailure: ts.Expression | ts.MethodDeclaration | null;
  notes: Note[];
}

/** What lists show of a function: its graph without the picture. */
export type FunctionHeader = Omit<WorkflowGraph, 'nodes' | 'edges' | 'notes' | 'onFailure'>;

export function headerOf(definition: FunctionDefinition): FunctionHeader {
  const { id, localId, name, app, major, file, call, triggers } = definition;
  return {
    id,
    localId,
    name,
    ...(app === null ? {} : { app }),
    ...(major === null ? {} : { sdk: { major } }),
    file: file.path,
    range: file.rangeOf(call),
    triggers,
  };
}

/** Names that make a function, with the places of their arguments. */
const makers: Record<string, { legacyTrigger?: 'event' | 'cron'; clientFirst?: true }> = {
  createFunction: {},
  createStepFunction: { legacyTrigger: 'event' },
  createScheduledFunction: { legacyTrigger: 'cron' },
  createDefer: { clientFirst: true },
  createScorer: { clientFirst: true },
};

export const makerNames: readonly string[] = Object.keys(makers);

export function functionsIn(file: ParsedFile, sources: Sources): FunctionDefinition[] {
  if (!makerNames.some((name) => file.text.includes(name))) return [];
  const found: FunctionDefinition[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isNamedLikeMaker(node, file)) {
      const definition = definitionOf(node, file, sources);
      if (definition) found.push(...eachOf(definition, sources));
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

/** By name alone, so that ordinary calls cost nothing; an imported maker may have a name of its own. */
function isNamedLikeMaker({ expression }: ts.CallExpression, file: ParsedFile): boolean {
  if (ts.isPropertyAccessExpression(expression)) return Object.hasOwn(makers, expression.name.text);
  if (!ts.isIdentifier(expression)) return false;
  return Object.hasOwn(makers, file.imports.get(expression.text)?.name ?? expression.text);
}

/** The definition itself, or one for each element when it stands for a whole list of functions. */
function eachOf(definition: FunctionDefinition, sources: Sources): FunctionDefinition[] {
  const { call, file } = definition;
  const repetition = repetitionOf(call, sources);
  if (!repetition) return [definition];
  const all = repetition.elements.map((element) =>
    sources.withValues(new Map([[repetition.variable, element]]), () => {
      const each = definitionOf(call, file, sources);
      // Outside of this the handler's name would mean nothing.
      return each && { ...each, handler: each.handler && resolveExpression(each.handler, sources) };
    }),
  );
  const found = all.filter((each) => each !== null);
  // A list that the definition does not depend on gives the same again and again.
  const ids = new Set(found.map(({ id }) => id));
  return ids.size === found.length ? found : [definition];
}

interface Shape {
  options: ts.Expression;
  trigger: ts.Expression | null;
  handler: ts.Expression | null;
  legacyTrigger: 'event' | 'cron' | null;
  client: Client | null;
}

/** Null when the call does not make a function. */
export function definitionOf(
  call: ts.CallExpression,
  file: ParsedFile,
  sources: Sources,
): FunctionDefinition | null {
  const shape = shapeOf(call, file, sources);
  if (!shape) return null;
  const options = literalOf(shape.options, sources);
  const option = (name: string): ts.Expression | ts.MethodDeclaration | null =>
    options ? propertyOf(options, name, sources) : null;
  const triggersOption = option('triggers') ?? option('trigger');
  const major = sources.packageOf(file.path).major ?? majorByForm(shape, triggersOption !== null, option);
  const identity = identityOf(shape, option, major, sources);
  const notes: Note[] = [];
  const triggers: Trigger[] = [];
  const triggerSource =
    shape.trigger ?? (triggersOption && ts.isExpression(triggersOption) ? triggersOption : null);
  if (triggerSource) {
    const reading = readTriggers(triggerSource, file, sources);
    for (const trigger of reading.triggers) triggers.push(asLegacy(trigger, shape.legacyTrigger));
    for (const expression of reading.unresolved) {
      notes.push({
        severity: 'info',
        code: 'unknown-trigger',
        message: `What starts this function cannot be read from \`${shorten(expression)}\`; use a text or a constant to see it here.`,
        file: file.path,
        range: file.rangeOf(expression),
      });
    }
  }
  return {
    call,
    file,
    ...identity,
    major,
    triggers,
    handler: shape.handler,
    onFailure: option('onFailure'),
    notes,
  };
}

function asLegacy(trigger: Trigger, legacy: 'event' | 'cron' | null): Trigger {
  if (legacy !== 'cron' || trigger.event === undefined) return trigger;
  return { cron: trigger.event, range: trigger.range };
}

function shapeOf(call: ts.CallExpression, file: ParsedFile, sources: Sources): Shape | null {
  const callee = call.expression;
  const isMember = ts.isPropertyAccessExpression(callee);
  const name = isMember ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const free = isMember ? null : sdkCallName(call, sources);
  const maker = Object.hasOwn(makers, free ?? name) ? makers[free ?? name] : undefined;
  if (!maker) return null;
  let args: readonly ts.Expression[] = call.arguments;
  let client: Client | null = null;
  if (maker.clientFirst) {
    if (free === null && sdkCallName(call, sources) === null) return null;
    client = args[0] ? clientOf(args[0], sources) : null;
    args = args.slice(1);
  } else if (isMember) {
    client = clientOf(callee.expression, sources);
    if (!client && !looksLikeSdk(callee.expression, file, sources)) return null;
  } else if (free === null) return null;
  const options = args[0];
  if (!options) return null;
  const hasTrigger = !maker.clientFirst && args.length >= 3;
  const handler = (hasTrigger ? args[2] : args[1]) ?? null;
  if (!client && !looksLikeDefinition(options, handler, sources)) return null;
  return {
    options,
    trigger: hasTrigger ? (args[1] ?? null) : null,
    handler,
    legacyTrigger: maker.legacyTrigger ?? null,
    client,
  };
}

/** The client cannot be found, but the file, its package or the name says that it is one. */
function looksLikeSdk(receiver: ts.Expression, file: ParsedFile, sources: Sources): boolean {
  if (/inngest/i.test(receiver.getText())) return true;
  return file.usesSdk || sources.packageOf(file.path).dependsOnSdk;
}

/** Keeps other libraries' `createFunction` out when nothing else tells. */
function looksLikeDefinition(
  options: ts.Expression,
  handler: ts.Expression | null,
  sources: Sources,
): boolean {
  if (!handler) return false;
  const value = resolveExpression(options, sources);
  if (value && ts.isObjectLiteralExpression(value)) {
    return propertyOf(value, 'id', sources) !== null || propertyOf(value, 'name', sources) !== null;
  }
  return value !== null && (ts.isStringLiteralLike(value) || ts.isIdentifier(value));
}

function majorByForm(
  shape: Shape,
  hasTriggersOption: boolean,
  option: (name: string) => ts.Node | null,
): SdkMajor | null {
  if (hasTriggersOption) return 4;
  if (shape.legacyTrigger) return 0;
  if (shape.client?.isLegacy) return option('name') ? 2 : 1;
  if (shape.trigger && option('id') && shape.client?.id) return 3;
  return null;
}

interface Identity {
  id: string;
  localId: string;
  name: string;
  app: string | null;
}

function identityOf(
  shape: Shape,
  option: (name: string) => ts.Expression | ts.MethodDeclaration | null,
  major: SdkMajor | null,
  sources: Sources,
): Identity {
  const idOption = option('id');
  const nameOption = option('name');
  const bare = idOption || nameOption ? null : shape.options;
  const read = (node: ts.Node | null): string | null =>
    node && ts.isExpression(node) ? (textOf(node, sources) ?? node.getText()) : null;
  const [givenId, givenName] = [read(idOption), read(nameOption) ?? read(bare)];
  const isLegacy = major === null ? givenId === null : major <= 2;
  const appName = shape.client?.id ?? null;
  const app = appName === null ? null : isLegacy ? slug(appName) : appName;
  const name = givenName ?? givenId ?? '(unnamed)';
  if (isLegacy) {
    // SDK 1 and 2 send an explicit id as it is; otherwise the slug of the app's and the function's name.
    if (givenId !== null) return { id: givenId, localId: givenId, name, app };
    const localId = slug(name);
    return { id: app === null ? localId : slug(`${app}-${name}`), localId, name, app };
  }
  const localId = givenId ?? (bare ? name : slug(name));
  return { id: app === null ? localId : `${app}-${localId}`, localId, name, app };
}

/** As SDK 1 and 2 make ids from names. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .split('-')
    .filter(Boolean)
    .join('-');
}

function shorten(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
