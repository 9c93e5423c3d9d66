/** Prints the conformance table of the tests that ran: a row per feature, a column per SDK. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { features } from './features.ts';
import { languageTargets } from './languages.ts';
import { portedFeatures } from './ported-features.ts';
import { targets } from './targets.ts';

const columns = [...Object.values(targets), ...Object.values(languageTargets)].map(({ name }) => name);
/** A row of each name; those that only other languages have come last. */
const rows = [...new Set([...features, ...portedFeatures].map(({ name }) => name))];
const signs = { passed: '✓', failed: '✗', skipped: '–', pending: '?' } as const;

export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cells = new Map<string, TestCase>();
    for (const module of modules) {
      for (const cell of module.children.allTests()) {
        if (cell.parent.type === 'suite') cells.set(`${cell.parent.name}\n${cell.name}`, cell);
      }
    }
    const reasons: string[] = [];
    const texts = rows.map((name) => [
      name,
      ...columns.map((column) => cellText(cells.get(`${column}\n${name}`), reasons)),
    ]);
    const results = [...cells.values()].map((cell) => cell.result());
    const count = (state: keyof typeof signs) => results.filter((each) => each.state === state).length;
    const lines = [
      row(['feature', ...columns]),
      row(['---', ...columns.map(() => ':-:')]),
      ...texts.map(row),
      '',
      ...reasons.map((reason, index) => `[${index + 1}] ${reason}  `),
      '',
      `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    for (const [key, cell] of cells) {
      const { state, errors } = cell.result();
      if (state === 'failed') process.stdout.write(`\n✗ ${key.replace('\n', ': ')}\n${errors[0]?.message}\n`);
    }
  }
}

function row(texts: string[]): string {
  return `| ${texts.join(' | ')} |`;
}

/** Each reason is listed below the table once. */
function cellText(cell: TestCase | undefined, reasons: string[]): string {
  if (!cell) return signs.pending;
  const result = cell.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  if (note === undefined) return signs[result.state];
  if (!reasons.includes(note)) reasons.push(note);
  return `${signs.skipped} [${reasons.indexOf(note) + 1}]`;
}
