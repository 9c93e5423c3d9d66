/** What starts a function: texts, objects, arrays, `eventType()` and `cron()` of SDK 4 (protocol 8.2). */
import { ts } from 'ts-morph';
import { contains } from '../syntax/ast.ts';
import { ofReturned } from '../syntax/callee.ts';
import { textOf, truthOfText } from '../syntax/constants.ts';
import { elementsOf } from '../syntax/iterations.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { propertyOf, resolveExpression, unwrap } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note, Trigger } from '../workflow-graph.ts';

export interface TriggerReading {
  triggers: Trigger[];
  /** Expressions that could not be read as a trigger. */
  unresolved: ts.Expression[];
}

/** `place`: the function's own code; triggers written elsewhere are shown there. */
export function readTriggers(
  expression: ts.Expression,
  place: ts.Node,
  file: ParsedFile,
  sources: Sources,
): TriggerReading {
  const reader = new TriggerReader(place, file);
  reader.read(expression, place, sources, 0);
  return reader.reading;
}

class TriggerReader {
  readonly reading: TriggerReading = { triggers: [], unresolved: [] };
  readonly #place: ts.Node;
  readonly #file: ParsedFile;

  constructor(place: ts.Node, file: ParsedFile) {
    this.#place = place;
    this.#file = file;
  }

  /** `outer`: the nearest code of the function itself that leads to the expression. */
  read(expression: ts.Expression, outer: ts.Node, sources: Sources, depth: number): void {
    if (!this.#isRead(expression, outer, sources, depth)) this.reading.unresolved.push(expression);
  }

  #isRead(expression: ts.Expression, outer: ts.Node, sources: Sources, depth: number): boolean {
    if (depth > 8) return false;
    const inner = unwrap(expression);
    const shown = this.#isOwn(inner) ? inner : outer;
    const event = eventNameOf(inner, sources);
    if (event !== null) {
      this.reading.triggers.push({ event, range: this.#file.rangeOf(shown) });
      return true;
    }
    const value = resolveExpression(inner, sources);
    if (!value) return false;
    const at = this.#isOwn(value) ? value : shown;
    if (ts.isObjectLiteralExpression(value)) return this.#isObjectRead(value, at, sources);
    if (ts.isCallExpression(value)) return this.#isCallRead(value, at, sources, depth);
    const parts = partsOf(value, sources);
    for (const part of parts ?? []) this.read(part, at, sources, depth + 1);
    return parts !== null;
  }

  #isOwn(node: ts.Node): boolean {
    return contains(this.#place, node) && node.getSourceFile() === this.#file.tree;
  }

  #isCallRead(call: ts.CallExpression, at: ts.Node, sources: Sources, depth: number): boolean {
    const made = sdkCallName(call, sources);
    // `invoke(schema)` lets other functions call this one; it is not a trigger on the wire.
    if (made === 'invoke') return true;
    if (made === 'cron') {
      const [first] = call.arguments;
      const cron = textOf(first, sources);
      const range = this.#file.rangeOf(at);
      if (cron !== null) this.reading.triggers.push({ cron, range });
      else if (first) this.reading.triggers.push({ cron: sourceOf(first), unknown: true, range });
      return cron !== null;
    }
    const elements = elementsOf(call, sources);
    if (elements) {
      for (const { expression, bindings } of elements) {
        this.read(expression, at, sources.with(bindings), depth + 1);
      }
      return true;
    }
    const returned = ofReturned(call, sources, depth, (expression, inside) => {
      this.read(expression, at, inside, depth + 1);
      return true;
    });
    return returned ?? false;
  }

  #isObjectRead(object: ts.ObjectLiteralExpression, at: ts.Node, sources: Sources): boolean {
    const member = (name: string): ts.Expression | null => {
      const value = propertyOf(object, name, sources);
      return value && ts.isExpression(value) ? value : null;
    };
    const [event, cron, condition] = [member('event'), member('cron'), member('if') ?? member('expression')];
    const shared: Trigger = { range: this.#file.rangeOf(at) };
    if (condition) shared.if = textOf(condition, sources) ?? condition.getText();
    const crons = cron ? outcomesOf(cron, sources, textOf) : [];
    const events = event ? outcomesOf(event, sources, eventNameOf) : [];
    for (const name of events) this.reading.triggers.push({ event: name, ...shared });
    for (const text of crons) this.reading.triggers.push({ cron: text, ...shared });
    if (events.length + crons.length > 0) return true;
    // The kind of trigger is known all the same.
    const unknown = { ...shared, unknown: true } as const;
    if (event) this.reading.triggers.push({ event: sourceOf(event), ...unknown });
    else if (cron) this.reading.triggers.push({ cron: sourceOf(cron), ...unknown });
    return false;
  }
}

/** The possible values of a list, a condition or a fallback; null for anything else. */
function partsOf(value: ts.Expression, sources: Sources): ts.Expression[] | null {
  if (ts.isArrayLiteralExpression(value)) {
    return value.elements.map((item) => (ts.isSpreadElement(item) ? item.expression : item));
  }
  if (ts.isConditionalExpression(value)) {
    const truth = truthOfText(value.condition, sources);
    if (truth !== null) return [truth ? value.whenTrue : value.whenFalse];
    return [value.whenTrue, value.whenFalse];
  }
  if (!ts.isBinaryExpression(value)) return null;
  // `isOn && trigger` is the trigger or nothing.
  const isAnd = value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? [value.right] : [value.left, value.right];
}

/** The note on a trigger that cannot be read. */
export function triggerNote(expression: ts.Expression, place: ts.Node, file: ParsedFile): Note {
  const isOwn = expression.getSourceFile() === file.tree && contains(place, expression);
  const source = sourceOf(expression);
  const short = source.length > 60 ? `${source.slice(0, 59)}…` : source;
  return {
    severity: 'info',
    code: 'unknown-trigger',
    message: `The trigger cannot be resolved from \`${short}\`. Use a string or a constant.`,
    file: file.path,
    range: file.rangeOf(isOwn ? expression : place),
  };
}

function sourceOf(node: ts.Node): string {
  return node.pos < 0 ? '' : node.getText().replace(/\s+/g, ' ');
}

/** Both outcomes of a condition count. */
function outcomesOf(
  expression: ts.Expression,
  sources: Sources,
  read: (expression: ts.Expression, sources: Sources) => string | null,
): string[] {
  const text = read(expression, sources);
  if (text !== null) return [text];
  const value = resolveExpression(expression, sources);
  if (!value || !ts.isConditionalExpression(value)) return [];
  const truth = truthOfText(value.condition, sources);
  if (truth !== null) return outcomesOf(truth ? value.whenTrue : value.whenFalse, sources, read);
  return [value.whenTrue, value.whenFalse].flatMap((side) => outcomesOf(side, sources, read));
}

/** Name of the event that an expression stands for: a text, an `eventType("…")`, or its `.name`. */
export function eventNameOf(expression: ts.Expression, sources: Sources): string | null {
  const inner = unwrap(expression);
  const text = textOf(inner, sources);
  if (text !== null) return text;
  const value = resolveExpression(inner, sources);
  if (value && ts.isCallExpression(value) && sdkCallName(value, sources) === 'eventType') {
    return textOf(value.arguments[0], sources);
  }
  if (ts.isPropertyAccessExpression(inner) && /^(name|event)$/.test(inner.name.text)) {
    const whole = resolveExpression(inner.expression, sources);
    if (whole && ts.isCallExpression(whole)) return eventNameOf(whole, sources);
  }
  return null;
}
