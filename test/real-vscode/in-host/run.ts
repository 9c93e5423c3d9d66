/** What VS Code calls inside its extension host: runs the tests beside this file and writes down how each went. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface InHostResult {
  title: string;
  /** Null: passed. */
  error: string | null;
}

/** Path of the file that takes the {@link InHostResult}s; without it the results are only printed. */
const reportFile = process.env.STEPLIGHT_IN_HOST_REPORT;

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 90_000, color: false });
  mocha.suite.emit('pre-require', globalThis, 'in-host', mocha);
  await import('./extension.test.ts');

  const results: InHostResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ title: test.fullTitle(), error: null }))
      .on('fail', (test, error) =>
        results.push({ title: test.fullTitle(), error: error?.stack ?? String(error) }),
      );
  });
  if (reportFile) writeFileSync(reportFile, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
