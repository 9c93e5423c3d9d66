/** Apps and functions as GraphQL objects. Expensive fields are methods. */
import type { AppState } from '../../contract/api.ts';
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import type { Services } from '../services.ts';
import { functionConfiguration } from '../views/function-configuration.ts';
import { sdkParts, wireConfig } from '../views/wire-function.ts';
import { uuidOf } from '../views/wire-id.ts';

export function appView(services: Services, app: AppState) {
  const sdk = sdkParts(app.sdk);
  const functions = () => services.apps.all().filter(({ appId }) => appId === app.appId);
  return {
    id: uuidOf(app.appId),
    externalID: app.appId,
    name: app.appId,
    sdkLanguage: sdk.language,
    sdkVersion: sdk.version,
    framework: app.framework,
    url: app.url,
    checksum: null,
    error: app.problem,
    functions: () => functions().map((fn) => functionView(services, fn)),
    method: app.source === 'connected' ? 'CONNECT' : 'SERVE',
    appVersion: null,
    sdkFeatureReadiness: { aiMetadataExtraction: null, extendedTraces: null },
    connected: app.status === 'ok',
    functionCount: app.functions.length,
    autodiscovered: false,
  };
}

export type AppView = ReturnType<typeof appView>;

/** The app of a function or run, even if it is gone. */
export function appOf(services: Services, appId: string, sdk: string | null): AppView {
  const app = services.apps.apps().find((each) => each.appId === appId);
  return appView(services, app ?? { ...goneApp, appId, sdk });
}

const goneApp: Omit<AppState, 'appId' | 'sdk'> = {
  url: '',
  source: 'running',
  framework: null,
  status: 'unreachable',
  problem: null,
  functions: [],
  targetsThisRuntime: false,
  syncedAt: 0,
};

export interface FunctionView {
  id: string;
  [field: string]: unknown;
}

export function functionView(services: Services, fn: ServedFunction): FunctionView {
  return {
    id: uuidOf(fn.id),
    name: fn.name,
    slug: fn.id,
    failureHandler: () => {
      const handler = services.apps.find(`${fn.id}-failure`);
      return handler && functionView(services, handler);
    },
    config: () => JSON.stringify(wireConfig(fn)),
    configuration: () => functionConfiguration(fn),
    concurrency: () =>
      functionConfiguration(fn).concurrency.find(({ scope }) => scope === 'FUNCTION')?.limit.value ?? 0,
    triggers: fn.triggers.map(triggerView),
    url: fn.url,
    appID: uuidOf(fn.appId),
    app: () => appOf(services, fn.appId, fn.sdk),
  };
}

/** The function of a run, even if no app serves it any more. */
export function functionOf(
  services: Services,
  run: { functionId: string; functionName: string; appId: string; sdk: string | null; maxAttempts: number },
) {
  const served = services.apps.find(run.functionId);
  if (served) return functionView(services, served);
  return functionView(services, {
    id: run.functionId,
    name: run.functionName,
    appId: run.appId,
    sdk: run.sdk,
    sdkMajor: null,
    url: '',
    triggers: [],
    maxAttempts: run.maxAttempts,
    source: 'running',
    targetsThisRuntime: false,
    config: {},
  });
}

function triggerView({ event, cron, if: condition }: ServedFunction['triggers'][number]) {
  return cron === undefined
    ? { type: 'EVENT', value: event ?? '', condition: condition ?? null }
    : { type: 'CRON', value: cron, condition: null };
}
