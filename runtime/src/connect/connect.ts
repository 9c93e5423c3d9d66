/**
 * WebSocket workers, for the rest of the runtime. The gateway, its port and its libraries are loaded for the first worker, so a
 * runtime without workers does not pay for them.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import type { RunWhy } from '../contract/why.ts';
import type { ExecutionRequest } from '../sdk-protocol/request.ts';
import { listenNear } from '../transport/listen-near.ts';
import { onUpgrade, requestTarget, surviveErrors } from '../transport/safe-listeners.ts';
import type { SendResult, StoppableSender } from '../transport/sender.ts';
import { ConnectedApps } from './connected-apps.ts';
import type { Gateway } from './gateway.ts';
import { rememberedApps } from './remembered-apps.ts';
import type { WorkerView } from './worker.ts';

export interface ConnectOptions {
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
  /** Wanted port of the gateway; when it is taken, the next free one is used. 0: any free one. */
  port: number;
  /** Milliseconds a worker may take for a request; 0: any time. */
  timeout: number;
  /** Whether a request with these headers may connect. */
  isAllowed: (headers: IncomingHttpHeaders) => boolean;
  /** False when a run has ended. */
  isWanted: (runId: string) => boolean;
  /** Null: what apps serve does not outlive the process. */
  dataFolder: string | null;
}

export const defaultGatewayPort = 8289;

const path = '/v0/connect';

interface OpenGateway {
  gateway: Gateway;
  server: Server;
}

export class Connect {
  readonly apps: ConnectedApps;
  readonly #options: ConnectOptions;
  #opening: Promise<OpenGateway> | null = null;
  #gateway: Gateway | null = null;
  #isClosed = false;

  constructor(options: ConnectOptions) {
    this.#options = options;
    const { clock, log, dataFolder } = options;
    const remembered = dataFolder === null ? undefined : rememberedApps(dataFolder, log);
    this.apps = new ConnectedApps({ clock, log, ...(remembered ? { remembered } : {}) });
  }

  /** Takes and returns the bodies of `POST /v0/connect/start`. Rejects when the request cannot be read. */
  async start(body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#open()).gateway.start(body);
  }

  /** Takes and returns the bodies of `POST /v0/connect/flush`. Rejects as above. */
  async flush(body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#open()).gateway.flush(body);
  }

  workers(): WorkerView[] {
    return this.#gateway?.workers() ?? [];
  }

  /** Why these requests wait for a worker; null when they do not. */
  blockedBy(requestIds: readonly string[]): Extract<RunWhy['held'], { by: 'workers' }> | null {
    const busy = this.#gateway?.workersBlocking(requestIds);
    return busy ? { by: 'workers', ...busy } : null;
  }

  send(request: ExecutionRequest): Promise<SendResult> {
    if (this.#gateway) return this.#gateway.send(request);
    return Promise.resolve({ kind: 'unreachable', message: 'No worker is connected. Restart the worker.' });
  }

  /** The runtime starts to shut down: requests that no worker has are given back. */
  stop(): void {
    this.#gateway?.stop();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.apps.close();
    const open = await this.#opening?.catch(() => null);
    if (!open) return;
    open.gateway.close();
    open.server.close();
    open.server.closeAllConnections();
  }

  #open(): Promise<OpenGateway> {
    if (this.#isClosed) return Promise.reject(new Error('The runtime is stopping'));
    this.#opening ??= this.#listen().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #listen(): Promise<OpenGateway> {
    const { Gateway: GatewayOfWorkers } = await import('./gateway.ts');
    const { port, isAllowed, clock, log, timeout, isWanted } = this.#options;
    const server = createServer((_, response) => response.writeHead(426).end());
    await listenNear(port, (wanted) => listenOn(server, wanted));
    const { port: actual } = server.address() as AddressInfo;
    const endpoint = () => `ws://127.0.0.1:${actual}${path}`;
    const gateway = new GatewayOfWorkers({ clock, log, timeout, isWanted, apps: this.apps, endpoint });
    onUpgrade(server, (request, socket, head) => {
      if (!isAllowed(request.headers) || requestTarget(request)?.pathname !== path) socket.destroy();
      else gateway.accept(request, socket, head);
    });
    this.#gateway = gateway;
    return { gateway, server };
  }
}

/** Requests for workers go to them, all others over HTTP. */
export function withWorkers(http: StoppableSender, workers: Connect): StoppableSender {
  return {
    send: (request) => (/^wss?:/.test(request.url) ? workers.send(request) : http.send(request)),
    stop: () => http.stop(),
    close: () => http.close(),
  };
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      surviveErrors(server);
      resolve();
    });
  });
}
