/** What a runtime is started with, and what whoever started it gets. */
import type { Clock } from './clock.ts';
import type { Connect } from './connect/connect.ts';
import type { ConnectedApps } from './connect/connected-apps.ts';
import type { PortOwner, RuntimeStatus } from './contract/api.ts';
import type { Backoff } from './engine/decisions/backoff.ts';
import type { Engine } from './engine/engine.ts';
import type { Retention } from './housekeeping/retention.ts';
import type { AppServices } from './http/app-services.ts';
import type { Journal } from './journal/journal.ts';
import type { WhyLost } from './transport/sender.ts';

/** The registry of apps, started and stopped with the runtime. */
export interface ManagedApps extends AppServices {
  start(address: { port: number }): Promise<void> | void;
  stop(): Promise<void>;
  /** Why the connection to an app at this URL was lost; null when it is not known. */
  whyLost?(url: string): WhyLost | null;
  /** A run has ended while an app works on its request: a host that never lets go of it is replaced. */
  abandoned?(url: string, isPending: () => boolean): void;
}

export interface RuntimeOptions {
  /** Wanted port; when it is taken, the next free one is used. 0: any free one. */
  port: number;
  /** Null: nothing is kept. */
  dataFolder: string | null;
  /** @param origin of this runtime, known once it listens. */
  createApps: (context: {
    clock: Clock;
    origin: () => string;
    dataFolder: string | null;
    connected: ConnectedApps;
  }) => ManagedApps;
  /** Wanted port for WebSocket workers; default 8289, or any free one when `port` is 0. */
  gatewayPort?: number;
  log?: (level: 'info' | 'warn' | 'error', text: string) => void;
  clock?: Clock;
  backoff?: Backoff;
  /** Milliseconds a request to an app may take. */
  requestTimeout?: number;
  synchronous?: 'normal' | 'full';
  /** What the journal keeps; default: all. */
  retention?: Retention;
  random?: () => number;
  /** Whether schedules start runs; default true. */
  cron?: boolean;
  /** Origins of web pages that may use the runtime, besides those of this machine. */
  allowedOrigins?: readonly string[];
  /** Names by which programs may call this machine, besides those of the loopback interface; in lower case. */
  allowedHosts?: readonly string[];
  /** Who holds the wanted port. */
  whoOwns?: (port: number) => Promise<PortOwner>;
  /** The runtime cannot go on, or was asked over HTTP to stop; it has stopped when this is called. */
  onStopped?: (error: unknown) => void;
}

export interface Runtime {
  readonly port: number;
  readonly token: string;
  readonly origin: string;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly apps: ManagedApps;
  readonly connect: Connect;
  status(): RuntimeStatus;
  /** Requests in flight get up to half a second; the next start repeats the others. */
  stop(): Promise<void>;
}
