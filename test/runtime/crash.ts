/** `npm run crash [-- --rounds 200]`: kills a real runtime under load and audits what is left. Exit code 1 when something is wrong. */
import { parseArgs } from 'node:util';
import { crashRounds } from '../support/runtime/crash-rounds.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? 200);
const began = performance.now();
const { accepted, runs, executions, lost, wrong, repeated } = await crashRounds(rounds, (round) => {
  if (process.stderr.isTTY || round % 20 === 0) process.stderr.write(`\r${round}/${rounds} kills `);
});
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
process.stdout.write(
  `\n${rounds} kills in ${seconds} s: ${accepted} events accepted, ${runs} runs, ${executions} executions of steps\n` +
    `${lost.length} events lost, ${wrong.length} wrong results, ${repeated.length} recorded steps repeated\n`,
);
for (const text of [...lost, ...wrong, ...repeated].slice(0, 20))
  process.stdout.write(`  ${JSON.stringify(text)}\n`);
process.exitCode = lost.length + wrong.length + repeated.length > 0 ? 1 : 0;
process.exit();
