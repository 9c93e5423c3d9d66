/** The lines of a stack. Pure. */

export interface StackFrame {
  /** The function; null at the top level. */
  name: string | null;
  /** As written, with forward slashes; neither `file:` nor a query. */
  path: string;
  /** 0-based. */
  row: number;
  column: number;
}

/** From the innermost call to the outermost. Lines of other forms are left out. */
export function stackFrames(stack: string | undefined): StackFrame[] {
  return (stack ?? '').split('\n').flatMap((line) => {
    const match = inParentheses.exec(line) ?? bare.exec(line);
    if (!match) return [];
    const [, name, path = '', row, column] = match;
    return [
      {
        name: name || null,
        path: pathOf(path),
        row: Number(row) - 1,
        column: Math.max(0, Number(column) - 1),
      },
    ];
  });
}

/** `at async load (/app/(group)/route.ts:3:9)`; paths may have parentheses and spaces, too. */
const inParentheses = /^\s+at (.+?) \((.+):(\d+):(\d+)\)\s*$/;
/** `at /app/route.ts:3:9`; the name stays empty. */
const bare = /^\s+at (?:async )?()(\S*[\\/.].*):(\d+):(\d+)\s*$/;

function pathOf(text: string): string {
  const plain = text.replace(/[?#][^/]*$/, '');
  if (!plain.startsWith('file://')) return plain.replace(/\\/g, '/');
  const path = decoded(plain.slice('file://'.length));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
