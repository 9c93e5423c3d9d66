/** An expression that the server cannot compile: it refuses the function, or the run fails when it gets there. */
import { expressionProblems } from '../values/check-expression.ts';
import type { TextProblem } from '../values/text-problem.ts';
import { type ExpressionPlace, expressionPlaces } from './facts/expression-places.ts';
import { textFinding, type WrittenText, writtenText } from './facts/written-text.ts';
import type { Finding, Rule } from './model/rule.ts';

export const invalidExpression: Rule = {
  code: 'invalid-expression',
  title: 'Event expression that does not compile',
  defaultSeverity: 'error',
  *check(context) {
    for (const place of expressionPlaces(context)) {
      const written = writtenText(place.expression, context.sources);
      if (!written) continue;
      const bare = place.role === 'key' && written.isKnown ? bareKey(written) : null;
      if (bare) {
        yield bare;
        continue;
      }
      for (const problem of problemsOf(written, place)) {
        yield textFinding(written, problem, (fixed) => `Replace with "${fixed}"`);
      }
    }
  },
};

/** A word for a key is meant as a text or as a field; as an expression it is a variable that does not exist. */
function bareKey(written: WrittenText): Finding | null {
  const { text } = written;
  if (
    !/^[A-Za-z_][\w./:-]*$/.test(text) ||
    /^(event|async|vars)\b/.test(text) ||
    /^(true|false|null)$/.test(text)
  ) {
    return null;
  }
  const message = `A key is an expression, and \`${text}\` has no value: all runs share one key. To use the text itself, quote it.`;
  const whole = { start: 0, end: text.length };
  const mark = written.quote === '"' ? "'" : '"';
  const versions = [`${mark}${text}${mark}`, ...(/^[A-Za-z_]\w*$/.test(text) ? [`event.data.${text}`] : [])];
  const found = versions.map((version) =>
    textFinding(
      written,
      { ...whole, message, edits: [{ ...whole, text: version }] },
      () => `Replace with ${version}`,
    ),
  );
  const fixes = found.flatMap((finding) => finding.fixes ?? []).map((fix) => ({ ...fix, isSafe: false }));
  const [first] = found;
  if (!first) return null;
  // The server takes it, and the function works.
  return {
    ...first,
    severity: 'warning',
    fixes: fixes.map((fix, index) => ({ ...fix, isPreferred: index === 0 })),
  };
}

function problemsOf(written: WrittenText, { role, use }: ExpressionPlace): TextProblem[] {
  if (role === 'match') {
    const problem = written.isKnown ? matchProblem(written.text) : null;
    return problem ? [problem] : [];
  }
  const unknown = written.isKnown ? [] : written.holes;
  return expressionProblems(written.text, { ...use, holes: unknown });
}

/** What an event has beside its `data`. */
const eventFields = /^(data|user|name|id|ts|v|meta)\b/;
const path = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[(?:\d+|'[^']*'|"[^"]*")\])*$/;

/** `match: "data.id"` becomes `event.data.id == async.data.id`. */
function matchProblem(text: string): TextProblem | null {
  const whole = { start: 0, end: text.length };
  const prefix = /^(event|async)\./.exec(text)?.[0];
  if (prefix !== undefined && path.test(text)) {
    return {
      start: 0,
      end: prefix.length,
      message: `\`match\` is a path inside the event: \`${text.slice(prefix.length)}\`. As written, it never matches.`,
      edits: [{ start: 0, end: prefix.length, text: '' }],
    };
  }
  if (!path.test(text)) {
    const advice = /[=<>!&|]/.test(text) ? 'Use `if` for conditions.' : 'Use a path like `data.user_id`.';
    return { ...whole, message: `\`match\` is a single path that exists in both events. ${advice}` };
  }
  if (eventFields.test(text)) return null;
  return {
    ...whole,
    message: `The payload is under \`data\`: \`data.${text}\`. As written, it never matches.`,
    edits: [{ start: 0, end: 0, text: 'data.' }],
  };
}
