/** The registry of apps as the HTTP APIs use it. */
import type { AppState, HostLog, HostRequest, HostResponse, HostState } from '../contract/api.ts';
import type { FunctionDirectory } from '../engine/state/function-directory.ts';

export interface AppServices extends FunctionDirectory {
  apps(): AppState[];
  host(): HostState;
  /** Handles the body of `POST /fn/register` (protocol 1.4). */
  acceptRegistration(body: unknown): { ok: true; modified: boolean } | { ok: false; error: string };
  configureHost(request: HostRequest): Promise<HostResponse>;
  /** See `InspectHostRequest`. */
  inspectHost(port: number | null): Promise<HostResponse>;
  addApp(url: string): Promise<AppState>;
  /** Removes a running app until it registers again. False when there is none at this URL. */
  removeApp(url: string): boolean;
  /** @returns a function that removes the listener. */
  onLog(listener: (log: HostLog) => void): () => void;
}
