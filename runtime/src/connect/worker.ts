/** The connection of a worker that has introduced itself. */
import type { WebSocket } from 'ws';
import type { RegisteredApp } from '../registration/registered-app.ts';
import { connectMessage, type kinds } from './messages.ts';

/**
 * `connected`: not ready yet. `silent`: connected, but without heartbeats, as at a breakpoint. `draining`: it ends when its requests
 * are done. `lost`: its connection has ended.
 */
export type WorkerState = 'connected' | 'ready' | 'silent' | 'draining' | 'lost';

export interface WorkerDescription {
  /** Id of the connection. */
  id: string;
  /** The machine's name, unless the user chose another. */
  instanceId: string;
  /** E.g. `js:v4.24.0`. */
  sdk: string;
  apps: readonly { app: RegisteredApp; version: string | null }[];
  /** Requests at once; 0: any number. */
  maxConcurrency: number;
}

/** A worker as APIs show it. */
export interface WorkerView extends Pick<WorkerDescription, 'id' | 'instanceId' | 'sdk' | 'maxConcurrency'> {
  state: WorkerState;
  apps: { appId: string; appVersion: string | null }[];
  /** Requests that it has not answered. */
  inFlight: number;
  /** Unix milliseconds. */
  connectedAt: number;
  lastHeardAt: number;
}

export class Worker {
  readonly id: string;
  readonly maxConcurrency: number;
  /** Ids of the requests that it has not answered. */
  readonly inFlight = new Set<string>();
  state: WorkerState = 'connected';
  /** Unix milliseconds. */
  lastHeardAt: number;
  readonly #connectedAt: number;
  readonly #description: WorkerDescription;
  readonly #socket: WebSocket;
  /** Functions by id on the wire, with the app of each. */
  readonly #appOf: ReadonlyMap<string, string>;

  /** @param now Unix milliseconds. */
  constructor(socket: WebSocket, description: WorkerDescription, now: number) {
    const { id, apps, maxConcurrency } = description;
    this.id = id;
    this.maxConcurrency = maxConcurrency;
    this.lastHeardAt = now;
    this.#connectedAt = now;
    this.#socket = socket;
    this.#description = description;
    this.#appOf = new Map(apps.flatMap(({ app }) => app.functions.map((fn) => [fn.id, app.appId] as const)));
  }

  get view(): WorkerView {
    const { id, instanceId, sdk, apps, maxConcurrency } = this.#description;
    return {
      id,
      instanceId,
      sdk,
      maxConcurrency,
      state: this.state,
      apps: apps.map(({ app, version }) => ({ appId: app.appId, appVersion: version })),
      inFlight: this.inFlight.size,
      connectedAt: this.#connectedAt,
      lastHeardAt: this.lastHeardAt,
    };
  }

  /** Null when it does not serve the function. */
  appOf(functionId: string): string | null {
    return this.#appOf.get(functionId) ?? null;
  }

  get hasRoom(): boolean {
    return this.maxConcurrency === 0 || this.inFlight.size < this.maxConcurrency;
  }

  say(kind: (typeof kinds)[keyof typeof kinds], payload?: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(connectMessage.encode({ kind, ...(payload ? { payload } : {}) }));
  }

  /** The text comes back by {@link onEcho} when the worker has read all earlier messages. */
  askForEcho(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(text);
  }

  onEcho(listener: (text: string) => void): void {
    this.#socket.on('pong', (data: Buffer) => listener(data.toString()));
  }

  /** @param reason one of the protocol's codes. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}

/**
 * The worker that gets the next request of a function: the least busy with room, and among those the latest, which has the newest
 * code. `busy`: the function has workers, but none with room.
 */
export function chooseWorker(workers: Iterable<Worker>, functionId: string): Worker | 'busy' | 'nobody' {
  let best: Worker | null = null;
  let anybody = false;
  for (const worker of workers) {
    if (worker.state !== 'ready' || worker.appOf(functionId) === null) continue;
    anybody = true;
    if (worker.hasRoom && (best === null || worker.inFlight.size <= best.inFlight.size)) best = worker;
  }
  return best ?? (anybody ? 'busy' : 'nobody');
}
