/** The functions of an app, as the engine sees them. */
import type { ConnectedApp } from '../connect/connected-apps.ts';
import type { ServedFunction } from '../engine/state/function-directory.ts';
import type { RegisteredApp } from '../registration/registered-app.ts';
import type { RunningApp } from './running-apps.ts';

export function servedByRunning({ app, targetsThisRuntime }: RunningApp): ServedFunction[] {
  return app ? servedBy(app, 'running', targetsThisRuntime) : [];
}

export function servedByConnected({ app }: ConnectedApp): ServedFunction[] {
  return servedBy(app, 'connected', true);
}

export function servedBy(
  { appId, sdk, sdkMajor, functions }: RegisteredApp,
  source: ServedFunction['source'],
  targetsThisRuntime: boolean,
): ServedFunction[] {
  return functions.map(({ id, name, url, triggers, maxAttempts, config }) => ({
    id,
    name,
    appId,
    sdk,
    sdkMajor,
    url,
    triggers,
    maxAttempts,
    source,
    targetsThisRuntime,
    config,
  }));
}
