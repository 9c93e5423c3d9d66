/** What the HTTP faces need of the registry of apps. */
import type { AppState, HostLog, HostRequest, HostResponse, HostState } from '../contract/api.ts';
import type { FunctionDirectory } from '../engine/state/function-directory.ts';

export interface AppsDoor extends FunctionDirectory {
  apps(): AppState[];
  host(): HostState;
  /** Takes the body of `POST /fn/register` (protocol 1.4). */
  acceptRegistration(body: unknown): { ok: true; modified: boolean } | { ok: false; error: string };
  configureHost(request: HostRequest): Promise<HostResponse>;
  /** See `InspectHostRequest`. */
  inspectHost(port: number | null): Promise<HostResponse>;
  addApp(url: string): Promise<AppState>;
  /** Forgets a running app; one that registers again is known again. False when there is none at this URL. */
  removeApp(url: string): boolean;
  /** Answers how to stop listening. */
  onLog(listener: (log: HostLog) => void): () => void;
}
