/** Reports a run of an official suite: a table by file, the failures, and which of them are known. Pure. */

/** The parts of Vitest's JSON report that are used. */
export interface VitestReport {
  testResults: {
    name: string;
    /** Set when the file could not be run. */
    message?: string;
    status: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

export interface KnownDifference {
  suite: string;
  /** Relative to the suite's folder. */
  file: string;
  test: string;
  because: string;
}

export interface Outcome {
  file: string;
  passed: number;
  skipped: number;
  failures: { test: string; line: string }[];
}

/** @param folder to which the files' names are relative. */
export function outcomesOf(report: VitestReport, folder: string): Outcome[] {
  return report.testResults
    .map(({ name, message, status, assertionResults }): Outcome => {
      const failures = assertionResults
        .filter((each) => each.status === 'failed')
        .map(({ fullName, failureMessages }) => ({
          test: fullName,
          line: firstLine(failureMessages?.[0] ?? ''),
        }));
      if (status === 'failed' && assertionResults.length === 0)
        failures.push({ test: wholeFile, line: firstLine(message ?? '') });
      return {
        file: name.startsWith(folder) ? name.slice(folder.length).replace(/^\//, '') : name,
        passed: assertionResults.filter((each) => each.status === 'passed').length,
        skipped: assertionResults.filter((each) => !['passed', 'failed'].includes(each.status)).length,
        failures,
      };
    })
    .sort((a, b) => a.file.localeCompare(b.file));
}

/** Represents the tests of a file that could not be run. */
export const wholeFile = '(the file)';

export interface Verdict {
  lines: string[];
  /** Failures that are not known differences. */
  unexpected: number;
}

export function verdictOf(
  suite: string,
  outcomes: readonly Outcome[],
  known: readonly KnownDifference[],
): Verdict {
  const ofSuite = known.filter((each) => each.suite === suite);
  const width = Math.max(suite.length, ...outcomes.map(({ file }) => file.length));
  const lines = [`${suite.padEnd(width)}  passed  failed  skipped`];
  const details: string[] = [];
  let unexpected = 0;
  let lastReason: string | undefined;
  for (const { file, passed, skipped, failures } of outcomes) {
    const figures = [passed, failures.length, skipped].map((n, at) => String(n).padStart(at === 2 ? 9 : 8));
    lines.push(`${file.padEnd(width)}${figures.join('')}`);
    for (const { test, line } of failures) {
      const reason = ofSuite.find((each) => each.file === file && each.test === test)?.because;
      if (reason === undefined) unexpected++;
      details.push(`${reason === undefined ? '✗' : '~'} ${file}: ${test}`);
      // Many tests may differ for the same reason.
      if (reason === undefined || reason !== lastReason) details.push(`    ${reason ?? line}`);
      lastReason = reason;
    }
  }
  const fixed = ofSuite.filter(({ file, test }) => {
    const outcome = outcomes.find((each) => each.file === file);
    return outcome !== undefined && !outcome.failures.some((each) => each.test === test);
  });
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const failed = sum(({ failures }) => failures.length);
  return {
    lines: [
      ...lines,
      '',
      ...details,
      ...(details.length > 0 ? [''] : []),
      ...fixed.map(({ file, test }) => `now passes, remove it from the list: ${file}: ${test}`),
      `${suite}: ${sum(({ passed }) => passed)} of ${sum(({ passed }) => passed) + failed} passed` +
        (failed > unexpected ? `, ${failed - unexpected} known to differ` : ''),
    ],
    unexpected,
  };
}

function firstLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors of a terminal.
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
  return (
    plain
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'no error message'
  );
}
