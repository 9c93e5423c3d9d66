/** Runs shares of the fuzzing side by side and adds up what they say. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Share, WorkerLine } from './share.ts';

export interface Total {
  programs: number;
  runs: number;
  steps: number;
  edges: number;
  taken: number;
  mutants: number;
  survivors: string[];
  /** Programs with the construct, by its name. */
  features: Map<string, number>;
  counterexamples: Extract<WorkerLine, { kind: 'counterexample' }>[];
}

const worker = fileURLToPath(new URL('fuzz-worker.ts', import.meta.url));

export async function runShares(
  shares: readonly Share[],
  onProgress: (total: Total) => void = () => {},
): Promise<Total> {
  const total: Total = {
    programs: 0,
    runs: 0,
    steps: 0,
    edges: 0,
    taken: 0,
    mutants: 0,
    survivors: [],
    features: new Map(),
    counterexamples: [],
  };
  await Promise.all(shares.map((share) => runShare(share, total, onProgress)));
  return total;
}

async function runShare(share: Share, total: Total, onProgress: (total: Total) => void): Promise<void> {
  // The SDK reads the whole environment at each request: a small one makes it faster.
  const env = { PATH: process.env.PATH };
  const child = spawn(process.execPath, ['--no-warnings', worker, JSON.stringify(share)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as WorkerLine;
    if (line.kind === 'counterexample') total.counterexamples.push(line);
    else add(total, line);
    onProgress(total);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`A worker ended with code ${code}.`);
}

function add(total: Total, line: Extract<WorkerLine, { kind: 'checked' }>): void {
  total.programs += 1;
  total.runs += line.runs;
  total.steps += line.steps;
  total.edges += line.edges;
  total.taken += line.taken;
  total.mutants += line.mutants;
  total.survivors.push(...line.survivors);
  for (const feature of line.features) {
    total.features.set(feature, (total.features.get(feature) ?? 0) + 1);
  }
}
