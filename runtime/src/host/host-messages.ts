/** The messages between the runtime and its host, over the IPC channel. */
import type { HostLog, HostNotice, HostState } from '../contract/api.ts';
import type { PrintingStep } from '../contract/run.ts';

export type HostProblem = NonNullable<HostState['problem']>;

export type ToHost =
  /**
   * First message, and again for further files: load these (absolute paths) and serve the functions in them. The answer is
   * `ready` or `failed`, with all functions so far. `inspect`: the port at which a debugger can attach, 0 for any; null: none.
   */
  | {
      type: 'load';
      files: string[];
      /** There are further files: it is fine when these create no function. */
      mayBeEmpty: boolean;
      cacheFolder: string | null;
      inspect: number | null;
      /** Whether code outside of runs may connect to other machines. */
      connections: 'report' | 'refuse';
    }
  /** Say that the event loop turns. */
  | { type: 'ping' }
  /** Take no more requests, let those in flight end within so many milliseconds, and exit. */
  | { type: 'drain'; within: number };

export type FromHost =
  /** `registrations` are bodies as for `/fn/register`; `problem` is about files that could not be loaded. */
  | { type: 'ready'; registrations: unknown[]; problem: HostProblem | null }
  | { type: 'pong' }
  | { type: 'failed'; problem: HostProblem }
  /** Loaded code does what is the app's to do: starts a server or a process, or connects to another machine. */
  | { type: 'notice'; notice: HostNotice }
  /** Loaded files of the user: when one changes, the functions are stale. */
  | { type: 'loaded'; files: string[] }
  /** A debugger can attach at this port of the loopback interface. */
  | { type: 'inspectable'; port: number }
  | { type: 'log'; level: HostLog['level']; text: string; runId: string | null; step: PrintingStep | null };
