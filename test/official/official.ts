/**
 * `npm run official -- --sdk PATH [--suite integration|functions] [FILTER…]`: runs the suites of a checkout of the
 * official SDK's repository (with its dependencies installed) against this runtime, unchanged, and prints a table. Exits
 * with 1 when a test fails that is not listed in `known-differences.json`.
 *
 * The suites have fixed ports: 8288 and 8289 for the server, 3000 for an app. Nothing is downloaded.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startRuntimeProcess } from '../support/runtime/runtime-process.ts';
import { startFunctionsApp } from './functions-app.ts';
import { outcomesOf, type VitestReport, verdictOf } from './report.ts';

const suites = {
  integration: {
    folder: 'src/test/integration',
    vitest: ['--config', 'vitest.config.integration.ts'],
    runtime: ['--no-cron'],
  },
  functions: { folder: 'src/test/functions', vitest: ['--dir', 'src/test/functions'], runtime: [] },
} as const;
type Suite = keyof typeof suites;

const ports = [8288, 8289, 3000];
const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { sdk: { type: 'string' }, suite: { type: 'string' } },
});

async function main(): Promise<number> {
  const sdk = sdkFolder();
  const wanted = Object.keys(suites).filter((name) => values.suite === undefined || name === values.suite);
  if (wanted.length === 0)
    throw new Error(`Unknown suite "${values.suite}". Available: ${Object.keys(suites).join(', ')}.`);
  for (const port of ports) await mustBeFree(port);
  let unexpected = 0;
  for (const suite of wanted as Suite[]) {
    const report = await runSuite(sdk, suite);
    const known = JSON.parse(readFileSync(join(import.meta.dirname, 'known-differences.json'), 'utf8'));
    const verdict = verdictOf(suite, outcomesOf(report, join(sdk, suites[suite].folder)), known);
    process.stdout.write(`\n${verdict.lines.join('\n')}\n`);
    unexpected += verdict.unexpected;
  }
  return unexpected > 0 ? 1 : 0;
}

/** The package's folder in the checkout. */
function sdkFolder(): string {
  if (values.sdk === undefined)
    throw new Error('Specify a checkout of github.com/inngest/inngest-js with --sdk PATH.');
  const root = resolve(values.sdk);
  const sdk = existsSync(join(root, 'vitest.config.integration.ts')) ? root : join(root, 'packages/inngest');
  if (!existsSync(join(sdk, 'vitest.config.integration.ts')))
    throw new Error(`${root} is not a checkout of the official SDK's repository.`);
  if (!existsSync(join(sdk, 'node_modules/vitest')))
    throw new Error(`Install the checkout's dependencies first: pnpm install --dir ${root}`);
  if (!existsSync(join(sdk, 'src/version.ts')))
    throw new Error(`A generated file is missing. Generate it with: pnpm --dir ${sdk} run pb:version`);
  return sdk;
}

async function runSuite(sdk: string, suite: Suite): Promise<VitestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-official-'));
  const args = ['--port', '8288', '--in-memory', '--retry-interval', '1', ...suites[suite].runtime];
  const runtime = await startRuntimeProcess(args);
  const app = suite === 'functions' ? await startFunctionsApp(sdk, folder) : null;
  try {
    const output = join(folder, 'report.json');
    const vitest = spawn(
      process.execPath,
      [
        join(sdk, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...suites[suite].vitest,
        '--typecheck.enabled=false',
        '--reporter=json',
        `--outputFile=${output}`,
        ...filters,
      ],
      { cwd: sdk, env: { ...process.env, DEV_SERVER_ENABLED: '0' }, stdio: 'ignore' },
    );
    process.stderr.write(`Running the ${suite} suite, which takes minutes …\n`);
    await once(vitest, 'exit');
    if (!existsSync(output)) throw new Error(`The ${suite} suite did not run: Vitest wrote no report.`);
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    await end(app);
    await runtime.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

async function mustBeFree(port: number): Promise<void> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    throw new Error(`Port ${port} is in use, and the suites cannot use another.`);
  }
  server.close();
  await once(server, 'close');
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
