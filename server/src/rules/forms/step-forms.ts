/** The forms of step tools: up to SDK 2 steps have no id, from SDK 3 on the id comes first. */
import { ts } from 'ts-morph';
import { literalOf, unwrap } from '../../syntax/references.ts';
import type { Edit, Finding, Fix, RuleContext, StepSite } from '../model/rule.ts';
import { memberNamed, removedMember } from './definition-forms.ts';

export function stepForms(site: StepSite, major: number, context: RuleContext): Finding | null {
  const found = major >= 3 ? withoutId(site, context) : withId(site, major, context);
  const at = found && context.span(site.call.arguments[0] ?? site.call);
  if (!found || !at) return null;
  const what =
    major >= 3
      ? `SDK ${major} takes the step ID first`
      : `SDK ${major} has no step IDs, and treats this one as ${found.takenFor}`;
  const { title, edits } = found;
  const fixes: Fix[] = edits.length > 0 ? [{ title, edits, isPreferred: true, isSafe: true }] : [];
  return { at, message: `${what}: \`${found.form}\`.`, fixes };
}

interface Form {
  /** As it should be written. */
  form: string;
  takenFor?: string;
  title: string;
  edits: Edit[];
}

/** The form of SDK 1 and 2 in code for SDK 3 or 4. */
function withoutId({ call, tool }: StepSite, context: RuleContext): Form | null {
  const [first, second] = call.arguments;
  const at = first && context.span(first);
  if (!first || !at || ts.isSpreadElement(first)) return null;
  const before = (id: string): Edit => ({ at: { ...at, end: at.start }, text: `${id}, ` });
  const title = 'Add a step ID';
  switch (tool) {
    case 'sleep':
    case 'sleepUntil': {
      if (second) return null;
      const kind = tool === 'sleep' ? 'sleep' : 'sleep-until';
      return { form: `step.${tool}(id, time)`, title, edits: [before(idFrom(kind, first))] };
    }
    case 'sendEvent': {
      const payload = literalOf(first, context.sources);
      const isPayload = payload
        ? memberNamed(payload, 'name') !== null
        : ts.isArrayLiteralExpression(unwrap(first));
      if (second || !isPayload) return null;
      const name = payload && memberNamed(payload, 'name');
      const text = name && ts.isPropertyAssignment(name) ? name.initializer : first;
      return { form: 'step.sendEvent(id, payload)', title, edits: [before(idFrom('send', text))] };
    }
    case 'waitForEvent': {
      if (!second) return null;
      const options = unwrap(second);
      const optionsAt = context.span(options);
      const form = 'step.waitForEvent(id, { event, timeout })';
      const id = idFrom('wait-for', first);
      if (!optionsAt) return null;
      if (ts.isStringLiteralLike(options)) {
        const object = `{ event: ${first.getText()}, timeout: ${options.getText()} }`;
        return {
          form,
          title,
          edits: [
            { at, text: id },
            { at: optionsAt, text: object },
          ],
        };
      }
      const isLegacy =
        ts.isObjectLiteralExpression(options) &&
        !options.properties.some(ts.isSpreadAssignment) &&
        memberNamed(options, 'event') === null &&
        memberNamed(options, 'timeout') !== null;
      const [member] = isLegacy ? options.properties : [];
      const memberAt = member && context.span(member);
      if (!memberAt) return null;
      const event = { at: { ...memberAt, end: memberAt.start }, text: `event: ${first.getText()}, ` };
      return { form, title, edits: [{ at, text: id }, event] };
    }
    default:
      return null;
  }
}

/** The form of SDK 3 and 4 in code for SDK 1 or 2. */
function withId({ call, tool }: StepSite, major: number, context: RuleContext): Form | null {
  const [first, second] = call.arguments;
  const [at, secondAt] = [first && context.span(first), second && context.span(second)];
  if (!first || !second || !at || !secondAt) return null;
  const inner = unwrap(second);
  const withoutFirst: Edit = { at: { ...at, end: secondAt.start }, text: '' };
  const title = 'Remove the step ID';
  switch (tool) {
    case 'sleep':
    case 'sleepUntil': {
      // Options would be an object.
      const isTime = ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) || ts.isNewExpression(inner);
      if (!isTime) return null;
      return { form: `step.${tool}(time)`, takenFor: 'the time', title, edits: [withoutFirst] };
    }
    case 'waitForEvent': {
      const event = ts.isObjectLiteralExpression(inner) ? memberNamed(inner, 'event') : null;
      const removed = event && removedMember(event, context);
      if (!event || !removed) return null;
      const name = ts.isPropertyAssignment(event) ? event.initializer.getText() : 'event';
      return {
        form: 'step.waitForEvent(event, { timeout })',
        takenFor: 'the event',
        title,
        edits: [{ at, text: name }, removed],
      };
    }
    case 'sendEvent': {
      const payload = literalOf(second, context.sources);
      const isPayload = payload ? memberNamed(payload, 'name') !== null : ts.isArrayLiteralExpression(inner);
      const isText = ts.isStringLiteralLike(unwrap(first));
      if (!isText || !isPayload) return null;
      const takenFor = major === 1 ? 'the name of the event' : 'the event';
      return { form: 'step.sendEvent(payload)', takenFor, title, edits: [withoutFirst] };
    }
    default:
      return null;
  }
}

/** `'sleep-1h'` for a text, `'sleep'` for what is known at run time only. */
function idFrom(kind: string, expression: ts.Expression): string {
  const inner = unwrap(expression);
  const text = ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) ? inner.text : '';
  const tail = text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `'${tail === '' ? kind : `${kind}-${tail}`}'`;
}
