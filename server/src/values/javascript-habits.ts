/** What people write in expressions because they think in JavaScript, and what to write instead. */
import type { TextProblem } from './text-problem.ts';

interface Habit {
  pattern: RegExp;
  message: string;
  /** Null: nothing that could simply take its place. */
  instead: ((match: RegExpExecArray) => string) | null;
}

const habits: readonly Habit[] = [
  { pattern: /===/g, message: 'Equality is `==` here, not `===`.', instead: () => '==' },
  { pattern: /!==/g, message: 'Inequality is `!=` here, not `!==`.', instead: () => '!=' },
  {
    pattern: /\?\.(?=[A-Za-z_])/g,
    message: 'A missing field is no error here; write `.` for `?.`.',
    instead: () => '.',
  },
  {
    pattern: /(?<![=!<>])=(?!=)/g,
    message: 'Equality is `==`; `=` sets nothing here.',
    instead: () => '==',
  },
  { pattern: /\band\b/gi, message: 'Write `&&` for `and`.', instead: () => '&&' },
  { pattern: /\bor\b/gi, message: 'Write `||` for `or`.', instead: () => '||' },
  { pattern: /\bnot\s+(?=[a-z(!])/gi, message: 'Write `!` for `not`.', instead: () => '!' },
  { pattern: /;\s*$/g, message: 'An expression ends without `;`.', instead: () => '' },
  {
    pattern: /^\s*(?:\{\{|\$\{)\s*(.*?)\s*\}{1,2}\s*$/g,
    message: 'Write the expression itself, without braces around it.',
    instead: ([, inside = '']) => inside,
  },
  {
    pattern: /\?\?/g,
    message: 'There is no `??` here; a missing field equals `null`: `a != null ? a : b`.',
    instead: null,
  },
  {
    pattern: /\.includes\(/g,
    message: 'Texts have `contains` here; for lists write `x in list`.',
    instead: () => '.contains(',
  },
  {
    pattern: /([A-Za-z_][\w.]*)\.(?:toLowerCase|lowerAscii)\(\)/g,
    message: 'Write `lowercase(…)` for this.',
    instead: ([, text = '']) => `lowercase(${text})`,
  },
  {
    pattern: /([A-Za-z_][\w.]*)\.(?:toUpperCase|upperAscii)\(\)/g,
    message: 'Write `uppercase(…)` for this.',
    instead: ([, text = '']) => `uppercase(${text})`,
  },
  { pattern: /\.some\((?=\w+\s*,)/g, message: 'Lists have `exists` here.', instead: () => '.exists(' },
  { pattern: /\.every\((?=\w+\s*,)/g, message: 'Lists have `all` here.', instead: () => '.all(' },
  { pattern: /Date\.now\(\)/g, message: 'Write `now()` for the time.', instead: () => 'now()' },
];

/** The habit that stands where reading stopped. Its edits put every such place of the text right. */
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
