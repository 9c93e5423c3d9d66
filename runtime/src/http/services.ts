/** The parts of the runtime that the HTTP APIs serve. */
import type { Connect } from '../connect/connect.ts';
import type { RuntimeStatus } from '../contract/api.ts';
import type { ClockControl } from '../engine/clock-control.ts';
import type { Engine } from '../engine/engine.ts';
import type { Housekeeper } from '../housekeeping/housekeeper.ts';
import type { Journal } from '../journal/journal.ts';
import type { Notices } from '../notices.ts';
import type { Realtime } from '../realtime/realtime.ts';
import type { AppServices } from './app-services.ts';

export interface Services {
  engine: Engine;
  journal: Journal;
  apps: AppServices;
  connect: Connect;
  realtime: Realtime;
  clock: ClockControl;
  /** Null when nothing is stored. */
  housekeeper: Housekeeper | null;
  notices: Notices;
  token: string;
  /** Origins of web pages that may use the runtime, besides those of this machine. */
  allowedOrigins: ReadonlySet<string>;
  /** Names by which programs may call this machine, besides those of the loopback interface. */
  allowedHosts: ReadonlySet<string>;
  status(): RuntimeStatus;
  /** Starts to shut down; the caller's response is still sent. */
  stop(): void;
}
