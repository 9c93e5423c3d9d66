/** Problems as SARIF 2.1.0, the format of code scanning services. */
import { createHash } from 'node:crypto';
import type { Severity } from '../rules/model/rule.ts';
import { rangeOf, type Span } from '../rules/model/span.ts';
import { documentationOf, ruleHeads } from '../rules/registry.ts';
import type { NamedProblem } from './print-problems.ts';

const levels: Record<Severity, 'error' | 'warning' | 'note' | 'none'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

export function sarifOf(problems: readonly NamedProblem[]): Record<string, unknown> {
  const heads = [...ruleHeads.values()].sort((a, b) => a.code.localeCompare(b.code));
  const indexes = new Map(heads.map(({ code }, index) => [code, index]));
  const names = new Map(problems.map(({ at, path }) => [at.file.path, path]));
  const fingerprint = fingerprinter();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Steplight',
            informationUri: 'https://github.com/steplight/steplight',
            rules: heads.map(({ code, title, defaultSeverity }) => ({
              id: code,
              shortDescription: { text: `${title}.` },
              helpUri: documentationOf(code),
              help: {
                text: `${title}. Documentation: ${documentationOf(code)}`,
                markdown: `${title}. [Documentation](${documentationOf(code)})`,
              },
              defaultConfiguration: { enabled: defaultSeverity !== 'off', level: levels[defaultSeverity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => ({
          ruleId: problem.code,
          ruleIndex: indexes.get(problem.code) ?? -1,
          level: levels[problem.severity],
          message: { text: problem.message },
          locations: [{ physicalLocation: placeOf(problem.at, problem.path) }],
          ...related(problem, names),
          ...fixes(problem, names),
          partialFingerprints: { 'steplight/v1': fingerprint(problem) },
        })),
      },
    ],
  };
}

function placeOf(at: Span, path: string): Record<string, unknown> {
  return { artifactLocation: { uri: uriOf(path) }, region: regionOf(at) };
}

/** Relative, as code scanning wants it. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** 1-based, in UTF-16 units; the end is the first column behind the text. */
function regionOf(at: Span): Record<string, number> {
  const { start, end } = rangeOf(at);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function related({ related: others }: NamedProblem, names: ReadonlyMap<string, string>): object {
  const known = (others ?? []).flatMap(({ message, at }) => {
    const path = names.get(at.file.path);
    return path === undefined ? [] : [{ message: { text: message }, physicalLocation: placeOf(at, path) }];
  });
  return known.length > 0 ? { relatedLocations: known } : {};
}

function fixes({ fixes: offered }: NamedProblem, names: ReadonlyMap<string, string>): object {
  const known = (offered ?? []).flatMap(({ title, edits }) => {
    const byFile = Map.groupBy(edits, ({ at }) => names.get(at.file.path));
    // SARIF can only name files that are being checked.
    if (byFile.has(undefined)) return [];
    const artifactChanges = [...byFile].map(([path = '', changes]) => ({
      artifactLocation: { uri: uriOf(path) },
      replacements: changes.map(({ at, text }) => ({
        deletedRegion: regionOf(at),
        insertedContent: { text },
      })),
    }));
    return [{ description: { text: title }, artifactChanges }];
  });
  return known.length > 0 ? { fixes: known } : {};
}

/** The same finding keeps its fingerprint when lines above it come and go: it is made from the line's own text. */
function fingerprinter(): (problem: NamedProblem) => string {
  const counts = new Map<string, number>();
  return ({ code, path, at }) => {
    const { line } = at.file.positionAt(at.start);
    const from = at.file.offsetAt({ line, character: 0 });
    const text = (at.file.text.slice(from).split(/\r?\n/, 1)[0] ?? '').replace(/\s+/g, '');
    const key = `${code}\n${path}\n${text}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return createHash('sha256').update(`${key}\n${count}`).digest('hex').slice(0, 32);
  };
}
