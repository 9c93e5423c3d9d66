/**
 * Runs the converted functions of one SDK major on that SDK: `node run-conversion.ts 4` prints, by conversion, the names
 * of the steps that ran. A process of its own, because SDKs of several majors disturb each other in one.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { ts } from 'ts-morph';
import { serveApp } from '../sdk/sdk-app.ts';
import { driveFunction } from './drive-function.ts';
import { type Conversion, conversions } from './sdk-conversions.ts';

const major = Number(process.argv[2]) as Conversion['major'];
const load = createRequire(import.meta.url);

/** Takes events and registrations, as a server would. */
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ids: ['1'], status: 200, ok: true, functions: [] }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
if (major <= 2) process.env.INNGEST_DEVSERVER_URL = origin;
process.env.INNGEST_EVENT_KEY = 'local';
process.env.INNGEST_SIGNING_KEY = 'signkey-test-00';

interface Loaded {
  Inngest: new (options: Record<string, unknown>) => unknown;
}

const sdk = load(`inngest-sdk${major}`) as Loaded;
const { serve } = load(`inngest-sdk${major}/edge${major === 1 ? '.js' : ''}`) as {
  serve: (...args: unknown[]) => (request: Request) => Promise<Response>;
};

/** What the module of a conversion exports as `fn`. */
function functionOf(source: string, inngest: unknown): unknown {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module: { fn?: unknown } = {};
  new Function('exports', 'inngest', outputText)(module, inngest);
  return module.fn;
}

/** SDKs wait a second after each request for a logger that is not called so to flush. */
class DefaultLogger {
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}

const results: Record<string, string[]> = {};
for (const { name, after } of conversions.filter((each) => each.major === major)) {
  const identity = major <= 2 ? { name: 'app' } : { id: 'app', isDev: true, baseUrl: origin };
  const inngest = new sdk.Inngest({ ...identity, logger: new DefaultLogger() });
  const functions = [functionOf(after, inngest)];
  const app = await serveApp(major <= 2 ? serve(inngest, functions) : serve({ client: inngest, functions }));
  const inspected = (inngest as { id?: string }).id ?? 'app';
  const [only] = functions as { id(prefix: string): string }[];
  const url = new URL(app.url);
  url.searchParams.set('fnId', only?.id(inspected) ?? '');
  const run = await driveFunction(url.href, { name: 'app/made', data: { id: 1 } });
  results[name] = run.failures.length > 0 ? run.failures : run.steps;
  await app.stop();
}
server.closeAllConnections();
server.close();
console.log(JSON.stringify(results));
