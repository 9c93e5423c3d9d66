/** Serves recorded functions through the project's own copy of the SDK, whatever its major. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { firstLine } from './loading/load-problem.ts';
import type { RecordedClient, SdkClient } from './recording.ts';
import { sdkVersion } from './sdk-version.ts';

export type SdkHandler = (request: Request) => Promise<Response>;

/** Private, and there since the first version; for versions without in-band sync. Its parameters changed in SDK 3. */
interface PrivateFunction {
  getConfig(options: { baseUrl: URL; appPrefix: string }): unknown[];
  getConfig(baseUrl: URL, appPrefix: string): unknown[];
}

interface Serve {
  (options: { client: SdkClient; functions: object[] }): SdkHandler;
  (client: SdkClient, functions: object[]): SdkHandler;
}

export interface SdkCopy {
  major: number;
  /** E.g. `js:v4.24.0`. */
  sdk: string;
  /** Answers a sync by itself instead of calling a server. */
  syncsInBand: boolean;
  serve: Serve;
}

/** @throws when the copy has no adapter for `Request` and `Response`. */
export async function sdkCopyOf({ sdkModule }: RecordedClient): Promise<SdkCopy> {
  const root = new URL('..', sdkModule);
  const version = sdkVersion(sdkModule);
  const sdk = `js:v${version}`;
  const extension = sdkModule.slice(sdkModule.lastIndexOf('.'));
  // The same module system as the client's, or there would be two copies of everything.
  const adapter = fileURLToPath(new URL(`edge${extension}`, root));
  if (!existsSync(adapter)) {
    throw new Error(
      `inngest ${version} has no adapter that can be hosted: start the app yourself, or update inngest`,
    );
  }
  const { serve } = (await import(pathToFileURL(adapter).href)) as { serve: Serve };
  const constants = fileURLToPath(new URL(`helpers/consts${extension}`, root));
  const syncsInBand = existsSync(constants) && readFileSync(constants, 'utf8').includes('in_band');
  return { major: Number.parseInt(version, 10), sdk, syncsInBand, serve };
}

export function handlerFor({ major, serve }: SdkCopy, { client, functions }: RecordedClient): SdkHandler {
  return major >= 3 ? serve({ client, functions }) : serve(client, functions);
}

/** What the app would register: the body of `/fn/register`. */
export async function registrationOf(
  { sdk, syncsInBand }: SdkCopy,
  recorded: RecordedClient,
  handler: SdkHandler,
  url: string,
): Promise<unknown> {
  if (!syncsInBand) return registrationByHand(sdk, recorded, url);
  const response = await handler(
    new Request(url, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        host: new URL(url).host,
        'x-inngest-server-kind': 'dev',
        'x-inngest-sync-kind': 'in_band',
      },
      body: JSON.stringify({ url }),
    }),
  );
  const body = (await response.json()) as { functions?: unknown; message?: string; code?: string };
  if (Array.isArray(body.functions)) return body;
  // Some versions (e.g. 3.45) do not parse the request.
  if (body.code === 'invalid_request') return registrationByHand(sdk, recorded, url);
  const app = recorded.client.id ?? 'The app';
  throw new Error(
    body.message
      ? `${app} cannot be hosted: ${firstLine(body.message)}`
      : `${app} cannot be hosted: its client requires Inngest Cloud (isDev: false?)`,
  );
}

function registrationByHand(sdk: string, { client, functions }: RecordedClient, url: string): unknown {
  const appName = client.id ?? client.name ?? 'app';
  const configs = (functions as PrivateFunction[]).flatMap((fn) => configsOf(fn, new URL(url), appName));
  return { appName, url, sdk, framework: 'edge', functions: configs };
}

/** For the function and its failure handler. */
function configsOf(fn: PrivateFunction, baseUrl: URL, appPrefix: string): unknown[] {
  try {
    return fn.getConfig({ baseUrl, appPrefix });
  } catch {
    return fn.getConfig(baseUrl, appPrefix);
  }
}
