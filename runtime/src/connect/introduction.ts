/** A worker's first message: its identity and its functions. */
import { parseRegistration, type RegisteredApp } from '../registration/registered-app.ts';
import { parseJson } from '../sdk-protocol/json.ts';
import { workerConnect } from './messages.ts';
import type { Tickets } from './tickets.ts';
import type { WorkerDescription } from './worker.ts';

/** Why a worker is rejected; `code` is that of the official gateway. */
export interface Refusal {
  code:
    | 'connect_worker_hello_timeout'
    | 'connect_worker_hello_invalid_msg'
    | 'connect_worker_hello_invalid_payload'
    | 'connect_authentication_failed'
    | 'connect_too_many_apps_per_connection'
    | 'connect_invalid_function_config';
  message: string;
}

export type Introduction =
  | {
      ok: true;
      worker: WorkerDescription;
      /** Connections that the same process lost before. */
      replaces: readonly string[];
      /** It does not report by itself that it is ready. */
      readyAtOnce: boolean;
    }
  | { ok: false; refusal: Refusal };

const maxApps = 100;

/**
 * @param url of the gateway, as the address of the apps.
 * @param tickets of the connections that were announced; this one's is redeemed.
 */
export function readIntroduction(
  payload: Uint8Array,
  url: string,
  tickets: Pick<Tickets, 'redeem'>,
): Introduction {
  let said: ReturnType<typeof workerConnect.decode>;
  try {
    said = workerConnect.decode(payload);
  } catch {
    return refuse('connect_worker_hello_invalid_payload', 'The first message is not a WORKER_CONNECT');
  }
  const { connectionId, instanceId, authData, apps, maxConcurrency, manualReadiness } = said;
  const ticket = tickets.redeem(connectionId, authData?.sessionToken ?? '');
  if (!ticket)
    return refuse('connect_authentication_failed', 'The connection was not announced by a start request');
  if (instanceId === '')
    return refuse('connect_worker_hello_invalid_payload', 'The worker has no instance ID');
  if (apps.length === 0) return refuse('connect_worker_hello_invalid_payload', 'The worker has no apps');
  if (apps.length > maxApps)
    return refuse('connect_too_many_apps_per_connection', `A worker has at most ${maxApps} apps`);
  const registered: { app: RegisteredApp; version: string | null }[] = [];
  for (const { appName, appVersion, functions } of apps) {
    const parsed = parseRegistration({
      appName,
      ...(appVersion === null ? {} : { appVersion }),
      url,
      deployType: 'connect',
      framework: said.framework || 'connect',
      sdk: sdkOf(said),
      functions: readFunctions(functions),
    });
    if (!parsed.ok) return refuse('connect_invalid_function_config', parsed.error);
    registered.push({ app: parsed.app, version: appVersion });
  }
  return {
    ok: true,
    worker: {
      id: connectionId,
      instanceId,
      sdk: sdkOf(said),
      apps: registered,
      maxConcurrency: Math.max(0, maxConcurrency),
    },
    replaces: ticket.replaces,
    readyAtOnce: !manualReadiness,
  };
}

/** As an SDK names itself when it registers over HTTP. */
function sdkOf({ sdkLanguage, sdkVersion }: { sdkLanguage: string; sdkVersion: string }): string {
  const language = sdkLanguage === 'typescript' ? 'js' : sdkLanguage;
  return `${language}:${sdkVersion}`;
}

function readFunctions(bytes: Uint8Array): unknown {
  try {
    return parseJson(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

function refuse(code: Refusal['code'], message: string): Introduction {
  return { ok: false, refusal: { code, message } };
}
