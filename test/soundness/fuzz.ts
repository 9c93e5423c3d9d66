/**
 * `npm run fuzz`: random workflow functions, run on the real SDK, followed through their graphs. Prints what was tried
 * and, for a run that is off its graph or an edge that no run takes, the smallest program that shows it.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Major } from './generate-program.ts';
import { runShares, type Total } from './run-shares.ts';
import type { Share } from './share.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    sdk: { type: 'string', default: '3,4' },
    without: { type: 'string', default: '' },
    processes: { type: 'string', default: String(Math.max(2, availableParallelism())) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(`npm run fuzz -- [--runs 10000] [--seed N] [--sdk 3,4] [--without KIND,…] [--processes N]

  --runs       programs to try
  --seed       number to start from; the same number tries the same programs
  --sdk        majors of the SDK to run them on
  --without    kinds of statements to leave out, e.g. early,fan
  --processes  how many at a time
`);
  process.exit(0);
}

const majors = values.sdk.split(',').map((text) => Number(text) as Major);
const processes = Math.max(majors.length, Number(values.processes));
const programs = Number(values.runs);
const seed = Number(values.seed);

const shares: Share[] = Array.from({ length: processes }, (_, index) => ({
  major: majors[index % majors.length]!,
  // Far enough apart for the seeds of the batches in between.
  seed: seed + index * 1_000_003,
  programs: Math.floor(programs / processes) + (index < programs % processes ? 1 : 0),
  mostRuns: 120,
  wantsEveryEdge: true,
  triesMutants: false,
  without: values.without.split(',').filter((kind) => kind !== ''),
}));

const begun = performance.now();
let shown = 0;
const total = await runShares(shares, showProgress);
process.stdout.write(`\r${' '.repeat(78)}\r${report(total)}\n`);
process.exitCode = total.counterexamples.length > 0 ? 1 : 0;

function seconds(): number {
  return Math.round((performance.now() - begun) / 1000);
}

function showProgress({ programs: done, runs, counterexamples }: Total): void {
  for (const { seed: at, text } of counterexamples.slice(shown)) {
    process.stdout.write(`${process.stdout.isTTY ? '\n' : ''}--- seed ${at} ---\n${text}\n\n`);
  }
  shown = counterexamples.length;
  if (!process.stdout.isTTY && done % 500 !== 0) return;
  const line = `${done}/${programs} programs, ${runs} runs, ${counterexamples.length} counterexamples, ${seconds()} s`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
}

function report(result: Total): string {
  const { features, counterexamples } = result;
  const constructs = [...features].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    'programs with each construct:',
    ...constructs.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`),
    '',
    `seed ${seed}, SDK ${majors.join(' and ')}, ${seconds()} s`,
    `${result.programs} programs, ${result.runs} runs, ${result.steps} steps, ` +
      `${result.taken} of ${result.edges} edges taken, ${counterexamples.length} counterexamples`,
  ].join('\n');
}
