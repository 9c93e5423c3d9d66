/** Problems as text for people, and as plain JSON for programs. */
import { rangeOf } from '../rules/model/span.ts';
import type { Problem } from '../rules/problem.ts';
import { oneLine } from '../values/one-line.ts';

/** A problem and its file, relative to the folder that was checked. */
export interface NamedProblem extends Problem {
  readonly path: string;
}

/** As plain JSON; the severities of Notes, and `hint`. */
export function noteOf({ severity, code, message, path, at, fixes }: NamedProblem): Record<string, unknown> {
  return {
    severity: severity === 'information' ? 'info' : severity,
    code,
    message,
    file: path,
    range: rangeOf(at),
    ...(fixes && fixes.length > 0 ? { fixes: fixes.map(({ title }) => title) } : {}),
  };
}

export function printProblems(problems: readonly NamedProblem[], hidden: number, functions: number): string {
  const lines = problems.map(({ path, at, severity, message, code }) => {
    const { line, character } = at.file.positionAt(at.start);
    return oneLine(`${path}:${line + 1}:${character + 1} ${severity} ${message} (${code})`);
  });
  const count = (wanted: Problem['severity'], one: string): string => {
    const { length } = problems.filter(({ severity }) => severity === wanted);
    return `${length} ${one}${length === 1 ? '' : 's'}`;
  };
  const parts = [count('error', 'error'), count('warning', 'warning'), count('information', 'info')];
  if (hidden > 0) parts.push(`${hidden} hint${hidden === 1 ? '' : 's'} not shown (--hints)`);
  else if (problems.some(({ severity }) => severity === 'hint')) parts.push(count('hint', 'hint'));
  lines.push(`${functions} function${functions === 1 ? '' : 's'}: ${parts.join(', ')}`);
  return `${lines.join('\n')}\n`;
}
