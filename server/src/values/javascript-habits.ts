/** What people write in expressions because they think in JavaScript, and what to write instead. */
import type { TextProblem } from './text-problem.ts';

interface Habit {
  pattern: RegExp;
  message: string;
  /** Null: there is no simple replacement. */
  instead: ((match: RegExpExecArray) => string) | null;
}

const habits: readonly Habit[] = [
  { pattern: /===/g, message: 'Equality is `==` here, not `===`.', instead: () => '==' },
  { pattern: /!==/g, message: 'Inequality is `!=` here, not `!==`.', instead: () => '!=' },
  {
    pattern: /\?\.(?=[A-Za-z_])/g,
    message: 'Missing fields are not an error here; use `.` instead of `?.`.',
    instead: () => '.',
  },
  {
    pattern: /(?<![=!<>])=(?!=)/g,
    message: 'Equality is `==`; there is no assignment.',
    instead: () => '==',
  },
  { pattern: /\band\b/gi, message: 'Use `&&` instead of `and`.', instead: () => '&&' },
  { pattern: /\bor\b/gi, message: 'Use `||` instead of `or`.', instead: () => '||' },
  { pattern: /\bnot\s+(?=[a-z(!])/gi, message: 'Use `!` instead of `not`.', instead: () => '!' },
  { pattern: /;\s*$/g, message: 'Expressions do not end with `;`.', instead: () => '' },
  {
    pattern: /^\s*(?:\{\{|\$\{)\s*(.*?)\s*\}{1,2}\s*$/g,
    message: 'Remove the braces around the expression.',
    instead: ([, inside = '']) => inside,
  },
  {
    pattern: /\?\?/g,
    message: 'There is no `??` here; a missing field equals `null`: `a != null ? a : b`.',
    instead: null,
  },
  {
    pattern: /\.includes\(/g,
    message: 'Strings have `contains` here; for lists, use `x in list`.',
    instead: () => '.contains(',
  },
  {
    pattern: /([A-Za-z_][\w.]*)\.(?:toLowerCase|lowerAscii)\(\)/g,
    message: 'Use `lowercase(…)` instead.',
    instead: ([, text = '']) => `lowercase(${text})`,
  },
  {
    pattern: /([A-Za-z_][\w.]*)\.(?:toUpperCase|upperAscii)\(\)/g,
    message: 'Use `uppercase(…)` instead.',
    instead: ([, text = '']) => `uppercase(${text})`,
  },
  { pattern: /\.some\((?=\w+\s*,)/g, message: 'Use `exists` on lists.', instead: () => '.exists(' },
  { pattern: /\.every\((?=\w+\s*,)/g, message: 'Use `all` on lists.', instead: () => '.all(' },
  { pattern: /Date\.now\(\)/g, message: 'Use `now()` for the current time.', instead: () => 'now()' },
];

/** The habit at the place where parsing stopped. Its edits fix every such place of the text. */
export function javaScriptHabit(text: string, offset: number): TextProblem | null {
  for (const { pattern, message, instead } of habits) {
    const matches = [...text.matchAll(pattern)].filter(({ index }) => !isQuoted(text, index));
    const here = matches.find((match) => match.index <= offset && offset <= match.index + match[0].length);
    if (!here) continue;
    const problem = { start: here.index, end: here.index + here[0].length, message };
    if (!instead) return problem;
    const edits = matches.map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: instead(match),
    }));
    return { ...problem, edits };
  }
  return null;
}

function isQuoted(text: string, offset: number): boolean {
  let open: string | null = null;
  for (const character of text.slice(0, offset)) {
    if (open === null && (character === '"' || character === "'")) open = character;
    else if (character === open) open = null;
  }
  return open !== null;
}
