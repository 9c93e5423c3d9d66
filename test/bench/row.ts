/** One measured figure beside the limit measured in the same run and the bar of the design. */
export interface BenchRow {
  name: string;
  /** As measured, with its unit. */
  value: string;
  /** The bare limit, measured in the same run; empty when there is none. */
  limit: string;
  /** value ÷ limit; empty when there is no limit. */
  ratio: string;
  bar: string;
  ok: boolean;
}

export function printRows(rows: readonly BenchRow[], write: (text: string) => void): void {
  const columns: { title: string; cell: (row: BenchRow) => string }[] = [
    { title: 'what', cell: (row) => row.name },
    { title: 'measured', cell: (row) => row.value },
    { title: 'limit', cell: (row) => row.limit },
    { title: 'ratio', cell: (row) => row.ratio },
    { title: 'bar', cell: (row) => row.bar },
    { title: '', cell: (row) => (row.ok ? 'ok' : 'OVER') },
  ];
  const widths = columns.map(({ title, cell }) =>
    Math.max(title.length, ...rows.map((row) => [...cell(row)].length)),
  );
  const line = (cells: string[]) =>
    `${cells
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`;
  write(line(columns.map(({ title }) => title)));
  write(line(widths.map((width) => '─'.repeat(width))));
  for (const row of rows) write(line(columns.map(({ cell }) => cell(row))));
}
