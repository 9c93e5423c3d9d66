/**
 * `npm run simulate [-- --seeds 100000] [--from 1] [--workers N]`: simulated worlds, one per seed, until all have come to their
 * end or some are broken. Prints which seeds those are; `--from SEED --seeds 1` shows one again. Exit code 1 when one is.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Summary, simulate } from './simulation.ts';

interface Share {
  from: number;
  step: number;
  count: number;
}

type Message = { done: number; sum: Summary } | { broken: string };

const reportEvery = 100;
const brokenShown = 20;

if (isMainThread) await main();
else await work(workerData as Share);

async function work({ from, step, count }: Share): Promise<void> {
  let sum = nothing();
  let done = 0;
  const report = () => {
    parentPort?.postMessage({ done, sum } satisfies Message);
    sum = nothing();
    done = 0;
  };
  for (let index = 0; index < count; index++) {
    try {
      sum = add(sum, await simulate(from + index * step));
    } catch (error) {
      parentPort?.postMessage({ broken: (error as Error).message } satisfies Message);
    }
    if (++done === reportEvery) report();
  }
  report();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string' }, from: { type: 'string' }, workers: { type: 'string' } },
  });
  const seeds = Number(values.seeds ?? 100_000);
  const from = Number(values.from ?? 1);
  const workers = Math.min(seeds, Number(values.workers ?? availableParallelism()));
  const began = performance.now();
  let done = 0;
  let sum = nothing();
  const broken: string[] = [];
  const show = () => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done}/${seeds} worlds, ${broken.length} broken `);
  };
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const count = Math.ceil((seeds - index) / workers);
      const share: Share = { from: from + index, step: workers, count };
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(import.meta.filename, { workerData: share });
        worker.on('message', (message: Message) => {
          if ('broken' in message) broken.push(message.broken);
          else {
            done += message.done;
            sum = add(sum, message.sum);
          }
          show();
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    }),
  );
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stdout.write(
    `\n${done} worlds in ${seconds} s: ${sum.runs} runs, ${sum.entries} journal entries, ${sum.crashes} crashes, ${broken.length} broken\n`,
  );
  for (const text of broken.slice(0, brokenShown)) process.stdout.write(`  ${text}\n`);
  process.exitCode = broken.length > 0 || done !== seeds ? 1 : 0;
}

function nothing(): Summary {
  return { steps: 0, runs: 0, entries: 0, crashes: 0 };
}

function add(a: Summary, b: Summary): Summary {
  return {
    steps: a.steps + b.steps,
    runs: a.runs + b.runs,
    entries: a.entries + b.entries,
    crashes: a.crashes + b.crashes,
  };
}
