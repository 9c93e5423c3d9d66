/** What expressions (`if`, `match`, `key` …) ask of an event's data. Pure. */
import type { Guess } from './guess.ts';

/** `of`: the name under which the expression knows the event. */
export function takeExpressions(expression: string, of: 'event' | 'async', guess: Guess): void {
  const paths = new RegExp(`\\b${of}\\.data((?:\\.[A-Za-z_$][\\w$]*)+)(\\()?`, 'g');
  for (const match of expression.matchAll(paths)) {
    const path = (match[1] ?? '').slice(1).split('.');
    // The last name is a method's: `event.data.tags.exists(…)`.
    const place = guess.at(match[2] === undefined ? path : path.slice(0, -1));
    const value = comparedWith(expression.slice((match.index ?? 0) + match[0].length));
    if (value !== undefined && match[2] === undefined) place.know({ type: typeof value, examples: [value] });
  }
}

/** The literal behind a comparison. */
function comparedWith(rest: string): string | number | boolean | undefined {
  const found = /^\s*(?:==|!=|>=|<=|>|<)\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(true|false)\b)/.exec(
    rest,
  );
  if (!found) return undefined;
  const text = found[1] ?? found[2];
  if (text !== undefined) return text;
  return found[3] === undefined ? found[4] === 'true' : Number(found[3]);
}
