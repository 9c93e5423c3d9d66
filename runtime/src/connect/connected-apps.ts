/** Apps whose workers connect over WebSocket: their functions and their workers. */

import type { Clock } from '../clock.ts';
import { checksumOf, type RegisteredApp } from '../registration/registered-app.ts';
import type { RememberedApps } from './remembered-apps.ts';

export interface ConnectedApp {
  app: RegisteredApp;
  /** Connections that take requests. */
  workers: number;
  /** Why its functions cannot run; null when they can. */
  problem: string | null;
  /** Unix milliseconds. */
  syncedAt: number;
}

export interface ConnectedAppsOptions {
  /** Absent: nothing outlives the process. */
  remembered?: RememberedApps;
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
}

interface Known {
  app: RegisteredApp;
  checksum: string;
  /** Ids of connections, and whether they take requests. */
  workers: Map<string, boolean>;
  syncedAt: number;
  forget: (() => void) | null;
}

/** How long an app without workers is kept: its runs wait for it, and events start new ones. */
const keepWithoutWorkersMs = 10 * 60_000;

export class ConnectedApps {
  readonly #options: ConnectedAppsOptions;
  readonly #apps = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();

  constructor(options: ConnectedAppsOptions) {
    this.#options = options;
    for (const app of options.remembered?.load() ?? []) {
      const known: Known = {
        app,
        checksum: checksumOf(app),
        workers: new Map(),
        syncedAt: options.clock.now(),
        forget: null,
      };
      this.#apps.set(app.appId, known);
      this.#forgetLater(known);
    }
  }

  all(): ConnectedApp[] {
    return [...this.#apps.values()].map(({ app, workers, syncedAt }) => {
      const ready = [...workers.values()].filter((takes) => takes).length;
      return { app, workers: ready, problem: ready > 0 ? null : noWorker(app.appId), syncedAt };
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A worker names its functions. The latest worker of an app counts. */
  register(app: RegisteredApp, workerId: string): void {
    const { clock, log } = this.#options;
    const checksum = checksumOf(app);
    const known = this.#apps.get(app.appId);
    known?.forget?.();
    const workers = known?.workers ?? new Map<string, boolean>();
    workers.set(workerId, false);
    this.#apps.set(app.appId, { app, checksum, workers, syncedAt: clock.now(), forget: null });
    if (known?.checksum === checksum) return;
    this.#remember();
    const functions = app.functions.length;
    log('info', `${app.appId} serves ${functions} function${functions === 1 ? '' : 's'} over WebSocket`);
    this.#changed();
  }

  /** A worker starts taking requests, or takes no more for now. */
  setReady(workerId: string, ready: boolean): void {
    let changed = false;
    for (const { workers } of this.#apps.values()) {
      if (!workers.has(workerId) || workers.get(workerId) === ready) continue;
      workers.set(workerId, ready);
      changed = true;
    }
    if (changed) this.#changed();
  }

  leave(workerId: string): void {
    const { log } = this.#options;
    let changed = false;
    for (const [appId, known] of this.#apps) {
      if (!known.workers.delete(workerId)) continue;
      changed = true;
      if (known.workers.size > 0) continue;
      log('warn', noWorker(appId));
      this.#forgetLater(known);
    }
    if (changed) this.#changed();
  }

  close(): void {
    for (const { forget } of this.#apps.values()) forget?.();
  }

  #forgetLater(known: Known): void {
    const { clock } = this.#options;
    known.forget = clock.setTimer(clock.now() + keepWithoutWorkersMs, () => {
      this.#apps.delete(known.app.appId);
      this.#remember();
      this.#changed();
    });
  }

  #remember(): void {
    this.#options.remembered?.save([...this.#apps.values()].map(({ app }) => app));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function noWorker(appId: string): string {
  return `No worker for ${appId} is connected. Restart the worker.`;
}
