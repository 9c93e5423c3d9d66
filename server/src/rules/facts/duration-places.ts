/** Every duration of a function, with its reader and what happens when it cannot be parsed. */
import type { ts } from 'ts-morph';
import { memberOf } from '../../events/name-literals.ts';
import { literalOf } from '../../syntax/references.ts';
import { type DurationReader, dayMs, secondMs } from '../../values/duration.ts';
import type { RuleContext, StepSite } from '../model/rule.ts';
import { optionAt, triggerMembers } from './option-expressions.ts';

export interface DurationPlace {
  expression: ts.Expression;
  reader: DurationReader;
  /** What comes of a text that cannot be read: "so the sleep is over at once". */
  otherwise: string;
  minMs?: number;
  maxMs?: number;
  /** The step, when it is one's; options of the function have none. */
  step: StepSite | null;
}

/** The server's "one year". */
const year = 366 * dayMs;

const atOnce = 'so it ends immediately';
const forAYear = 'so it waits for a year';
const refused = 'so the server rejects the function';
const ignored = 'so the server ignores it';

export function durationPlaces(context: RuleContext): DurationPlace[] {
  return [...context.steps.flatMap((step) => stepPlaces(step, context)), ...optionPlaces(context)];
}

function stepPlaces(step: StepSite, { major, sources }: RuleContext): DurationPlace[] {
  const [first, second] = step.call.arguments;
  const place = (expression: ts.Expression | null | undefined, otherwise: string, maxMs?: number) =>
    expression
      ? [{ expression, reader: 'sdk' as const, otherwise, step, ...(maxMs === undefined ? {} : { maxMs }) }]
      : [];
  const member = (name: string): ts.Expression | null => {
    const options = second ? literalOf(second, sources) : null;
    return options && memberOf(options, name, sources);
  };
  const isLegacy = major !== null && major <= 2;
  switch (step.tool) {
    case 'sleep':
      return place(isLegacy ? first : second, atOnce, year);
    case 'waitForEvent':
      // SDK 1 and 2 take the duration alone, too.
      return place(member('timeout') ?? (isLegacy ? second : null), atOnce, year);
    case 'waitForSignal':
    case 'invoke':
      return place(member('timeout'), forAYear);
    default:
      return [];
  }
}

type Limits = Pick<DurationPlace, 'minMs' | 'maxMs'>;

const options: readonly [path: string[], reader: DurationReader, otherwise: string, limits: Limits][] = [
  [['cancelOn', 'timeout'], 'sdk', 'so the cancellation stays active for a year', {}],
  [['debounce', 'period'], 'server', refused, { minMs: secondMs, maxMs: 7 * dayMs }],
  [['debounce', 'timeout'], 'server', ignored, {}],
  [['rateLimit', 'period'], 'server', refused, { maxMs: dayMs }],
  [['throttle', 'period'], 'server', refused, { minMs: secondMs }],
  [['batchEvents', 'timeout'], 'batch', refused, { minMs: secondMs }],
  [['timeouts', 'start'], 'server', ignored, {}],
  [['timeouts', 'finish'], 'server', ignored, {}],
];

function optionPlaces(context: RuleContext): DurationPlace[] {
  const places = options.flatMap(([path, reader, otherwise, limits]) =>
    optionAt(context, ...path).map((expression) => ({
      expression,
      reader,
      otherwise,
      step: null,
      ...limits,
    })),
  );
  const jitters = triggerMembers(context, 'jitter').map((expression): DurationPlace => {
    const limits = { minMs: secondMs, maxMs: 300 * secondMs };
    return { expression, reader: 'server', otherwise: refused, step: null, ...limits };
  });
  return [...places, ...jitters];
}
