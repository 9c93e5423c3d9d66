/** Notes as SARIF 2.1.0, the format of code scanning services. */
import type { Note } from './workflow-graph.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

export function sarifOf(notes: readonly Note[]): Record<string, unknown> {
  const rules = [...new Set(notes.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Steplight',
            informationUri: 'https://github.com/steplight/steplight',
            rules: rules.map((id) => ({ id })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: notes.map((note) => ({
          ruleId: note.code,
          ruleIndex: rules.indexOf(note.code),
          level: levels[note.severity],
          message: { text: note.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(note.file) },
                region: {
                  startLine: note.range.start.line + 1,
                  startColumn: note.range.start.character + 1,
                  endLine: note.range.end.line + 1,
                  endColumn: note.range.end.character + 1,
                },
              },
            },
          ],
        })),
      },
    ],
  };
}
