/** What the handlers of a file take out of an event's data, and which types they give it. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import { functionsIn } from '../definitions/functions.ts';
import { rolesOf } from '../definitions/handler-parameters.ts';
import { eventNameOf } from '../definitions/triggers.ts';
import { Evaluator } from '../evaluation/evaluator.ts';
import { isUnknown, memberSchema, notOptional } from '../schema/json-schema.ts';
import { schemaOfLiteral, schemaOfType, schemaOfValidator, schemaOfValue } from '../schema/read-schema.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, propertyOf, unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { EventPaths, keyOf, type Path } from './event-paths.ts';
import { anyElement, type Guess } from './guess.ts';
import { takeExpressions } from './used-in-expressions.ts';

/** Helpers of helpers are followed this far. */
const maxDepth = 4;
const elementCallbacks = /^(map|forEach|filter|some|every|find|findIndex|flatMap)$/;

export function takeUsedData(event: string, file: ParsedFile, sources: Sources, guess: Guess): void {
  for (const definition of functionsIn(file, sources)) {
    const reader = new UsageReader(event, definition, sources.with(definition.bindings), guess);
    reader.read();
  }
}

class UsageReader {
  readonly #event: string;
  readonly #definition: FunctionDefinition;
  readonly #sources: Sources;
  readonly #guess: Guess;
  readonly #paths: EventPaths;
  readonly #visited = new Set<FunctionNode>();
  readonly #isTrigger: boolean;

  constructor(event: string, definition: FunctionDefinition, sources: Sources, guess: Guess) {
    this.#event = event;
    this.#definition = definition;
    this.#sources = sources;
    this.#guess = guess;
    this.#paths = new EventPaths(sources);
    this.#isTrigger = definition.triggers.some((trigger) => trigger.event === event);
  }

  read(): void {
    const { handler, options, triggers } = this.#definition;
    const node = handler && this.#functionOf(handler);
    if (node) {
      if (this.#isTrigger) this.#bindParameters(node);
      this.#visit(node, 0);
    }
    if (!this.#isTrigger) return;
    for (const trigger of triggers) {
      if (trigger.event === this.#event && trigger.if) takeExpressions(trigger.if, 'event', this.#guess);
    }
    if (options) this.#takeOptions(options);
  }

  #bindParameters(node: FunctionNode): void {
    for (const [index, role] of rolesOf(node).entries()) {
      const parameter = node.parameters[index];
      if (!parameter || role === null || role === 'tools') continue;
      const path = role === 'event' ? ['event'] : [];
      this.#paths.bind(parameter, { path });
      this.#takeType(parameter.type, path);
    }
  }

  #functionOf(handler: ts.Node): FunctionNode | null {
    if (isFunctionNode(handler)) return handler;
    const value = ts.isExpression(handler) ? Evaluator.of(this.#sources).evaluate(handler) : null;
    return value?.kind === 'function' ? value.node : null;
  }

  /** `key: 'event.data.user_id'`, `if`, `match` … of the function's options. */
  #takeOptions(options: ts.Node): void {
    const visit = (node: ts.Node): void => {
      if (isFunctionNode(node)) return;
      if (ts.isStringLiteralLike(node)) takeExpressions(node.text, 'event', this.#guess);
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'match') {
        const text = ts.isStringLiteralLike(node.initializer) ? node.initializer.text : '';
        takeExpressions(`event.${text}`, 'event', this.#guess);
      }
      ts.forEachChild(node, visit);
    };
    visit(options);
  }

  #visit(node: FunctionNode, depth: number): void {
    if (this.#visited.has(node) || !node.body) return;
    this.#visited.add(node);
    for (const parameter of node.parameters) this.#takePattern(parameter.name);
    const visit = (inner: ts.Node): void => {
      this.#read(inner, depth);
      ts.forEachChild(inner, visit);
    };
    visit(node.body);
  }

  #read(node: ts.Node, depth: number): void {
    if (ts.isVariableDeclaration(node)) {
      this.#takePattern(node.name);
      if (node.type && node.initializer) this.#takeType(node.type, this.#paths.pathOf(node.initializer));
    } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      this.#takeAccess(node);
    else if (ts.isAsExpression(node)) this.#takeType(node.type, this.#paths.pathOf(node.expression));
    else if (ts.isBinaryExpression(node)) this.#takeComparison(node);
    else if (ts.isCallExpression(node)) this.#takeCall(node, depth);
    else if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
      const [argument] = node.arguments ?? [];
      const place = argument && this.#placeOf(this.#paths.pathOf(argument));
      place?.know({ type: 'string', format: 'date-time' });
    }
  }

  /** Null: no part of the event's data. */
  #placeOf(path: Path | null): Guess | null {
    return path?.[0] === 'event' && path[1] === 'data' ? this.#guess.at(path.slice(2)) : null;
  }

  #takeAccess(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
    const path = this.#paths.pathOf(node);
    if (!path) return;
    const { parent } = node;
    const isMethod = ts.isCallExpression(parent) && parent.expression === node;
    const last = path.at(-1) ?? '';
    if (isMethod) this.#placeOf(path.slice(0, -1))?.called(last);
    else if (last === 'length') this.#placeOf(path.slice(0, -1))?.called('join');
    else this.#placeOf(path);
  }

  /** `{ id, lines: [first], note = '' }`. */
  #takePattern(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) return;
    for (const element of name.elements) {
      if (!ts.isBindingElement(element)) continue;
      if (!element.dotDotDotToken && (ts.isArrayBindingPattern(name) || keyOf(element) !== null)) {
        const origin = this.#paths.originOfDeclaration(element, 0);
        const place = origin && 'path' in origin ? this.#placeOf(origin.path) : null;
        if (place && element.initializer) {
          place.presets();
          place.know(schemaOfValue(element.initializer, this.#sources));
        }
      }
      this.#takePattern(element.name);
    }
  }

  /** `const reply = await step.waitForEvent(…)`: from there on the name is the awaited event. */
  #takeWait(call: ts.CallExpression): void {
    if (!/(^|\.)waitForEvent$/.test(call.expression.getText())) return;
    const [first, second] = call.arguments;
    const options = second ? literalOf(second, this.#sources) : null;
    const named = options && propertyOf(options, 'event', this.#sources);
    const name = named && ts.isExpression(named) ? named : first;
    const isMeant = name !== undefined && eventNameOf(name, this.#sources) === this.#event;
    const text = (key: string): string => {
      const value = options && propertyOf(options, key, this.#sources);
      return value && ts.isStringLiteralLike(value) ? value.text : '';
    };
    // The path must be the same in both events.
    if (isMeant || this.#isTrigger) takeExpressions(`event.${text('match')}`, 'event', this.#guess);
    if (isMeant) takeExpressions(text('if'), 'async', this.#guess);
    if (this.#isTrigger) takeExpressions(text('if'), 'event', this.#guess);
    if (!isMeant) return;
    const owner = ts.isAwaitExpression(call.parent) ? call.parent.parent : call.parent;
    if (ts.isVariableDeclaration(owner)) this.#paths.bind(owner, { path: ['event'] });
  }

  /** A type that the code gives to a part of the context. */
  #takeType(type: ts.TypeNode | undefined, path: Path | null): void {
    if (!type || !path || ts.isConstTypeReference(type)) return;
    const whole = schemaOfType(type, this.#sources);
    const steps = ['event', 'data'].slice(path.length);
    const schema = steps.reduce((inner, step) => notOptional(memberSchema(inner, { const: step })), whole);
    if (!isUnknown(schema)) this.#placeOf([...path, ...steps])?.know(schema);
  }

  /** `event.data.kind === 'a'`, `event.data.count > 3`. */
  #takeComparison({ left, right, operatorToken }: ts.BinaryExpression): void {
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const literal = schemaOfLiteral(unwrap(other));
      const path =
        literal && 'const' in literal && /^[=!<>]/.test(operatorToken.getText())
          ? this.#paths.pathOf(side)
          : null;
      if (!path || path.at(-1) === 'length' || !literal) continue;
      this.#placeOf(path)?.know({ type: typeof literal.const, examples: [literal.const] });
    }
  }

  #takeCall(call: ts.CallExpression, depth: number): void {
    this.#takeWait(call);
    const { expression } = call;
    if (ts.isPropertyAccessExpression(expression)) this.#takeCallback(expression, call);
    const callee = depth < maxDepth ? this.#paths.calleeOf(call) : null;
    if (!callee) return;
    let isPassed = false;
    callee.parameters.forEach((parameter, index) => {
      const argument = call.arguments[index];
      const origin = argument ? this.#paths.originOf(argument, 0) : null;
      if (!origin || this.#paths.isBound(parameter)) return;
      this.#paths.bind(parameter, origin);
      isPassed = true;
      if ('path' in origin) this.#takeType(parameter.type, origin.path);
    });
    if (isPassed) this.#visit(callee, depth + 1);
  }

  /** `event.data.lines.map((line) => line.sku)`, `schema.parse(event.data)`. */
  #takeCallback(method: ts.PropertyAccessExpression, call: ts.CallExpression): void {
    const [argument] = call.arguments;
    if (!argument) return;
    if (/^(parse|safeParse|parseAsync|safeParseAsync)$/.test(method.name.text)) {
      const place = this.#placeOf(this.#paths.pathOf(argument));
      const schema = place ? schemaOfValidator(method.expression, this.#sources) : {};
      if (!isUnknown(schema)) place?.know(schema);
    }
    const callback = unwrap(argument);
    if (!elementCallbacks.test(method.name.text) || !isFunctionNode(callback)) return;
    const path = this.#paths.pathOf(method.expression);
    const [parameter] = callback.parameters;
    if (!path || !parameter) return;
    const element = path.length === 1 && path[0] === 'events' ? ['event'] : [...path, anyElement];
    this.#paths.bind(parameter, { path: element });
    this.#takePattern(parameter.name);
  }
}
