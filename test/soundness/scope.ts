/** What can be named at a place of the program that is being printed. Passed down, never changed. */

export interface Loop {
  label: string | null;
}

export interface Scope {
  file: 'main' | 'helpers';
  /** Expression of the step tools. */
  step: string;
  /** The tools stand under their own names, too. */
  bare: boolean;
  /** Expression of the `group` tools of SDK 4; null where they cannot be seen. */
  group: string | null;
  event: string;
  /** Expressions whose properties can be asked, outermost first. */
  subjects: readonly string[];
  /** Innermost last. */
  loops: readonly Loop[];
  /** Inside a template: variables that differ between the rounds of the loops or the elements of the lists. */
  counter: string;
  /** Other code runs at the same time: ids must not depend on who comes first. */
  parallel: boolean;
}

export function withSubject(scope: Scope, subject: string): Scope {
  return { ...scope, subjects: [...scope.subjects, subject] };
}

export function subjectOf({ subjects }: Scope, of: number): string {
  const subject = subjects[subjects.length - 1 - (of % subjects.length)];
  if (subject === undefined) throw new Error('There is always the event to ask.');
  return subject;
}
