/** Finds apps that listen on this machine, without asking any port too often. */

import type { Clock } from '../clock.ts';
import { inspectApp } from '../registration/sync.ts';
import { loopbackAddressOf, portHints, portsToTry } from './ports.ts';

const paths = ['/api/inngest', '/x/inngest', '/.netlify/functions/inngest', '/.redwood/functions/inngest'];
const requestTimeoutMs = 2_000;
const initialPauseMs = 30_000;
const maxPauseMs = 10 * 60_000;

interface NonAppPort {
  /** Unix milliseconds. */
  retryAt: number;
  pauseMs: number;
}

export class Discovery {
  readonly #clock: Clock;
  /** Ports that answered, but not as an SDK. They are retried after a delay that doubles each time. */
  readonly #nonAppPorts = new Map<number, NonAppPort>();
  #hints: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reads the folders' `.env` files and scripts for ports to try first. */
  async readHints(folders: string[]): Promise<void> {
    this.#hints = (await Promise.all(folders.map(portHints))).flat();
  }

  /**
   * @param skip ports already known, including ours.
   * @param eager also retries ports that are not due yet, because somebody is waiting for an app.
   * @returns URLs of SDK endpoints.
   */
  async scan(skip: ReadonlySet<number>, eager = false): Promise<string[]> {
    const ports = portsToTry(this.#hints).filter((port) => !skip.has(port));
    const found = await Promise.all(ports.map((port) => this.#probe(port, eager)));
    return found.filter((url) => url !== null);
  }

  async #probe(port: number, eager: boolean): Promise<string | null> {
    const host = await loopbackAddressOf(port);
    if (host === null) {
      this.#nonAppPorts.delete(port);
      return null;
    }
    const known = this.#nonAppPorts.get(port);
    if (known && !eager && this.#clock.now() < known.retryAt) return null;
    const { url, slow } = await probe(`http://${host}:${port}`);
    if (url !== null) return url;
    if (!slow) {
      const pauseMs = known ? Math.min(known.pauseMs * 2, maxPauseMs) : initialPauseMs;
      this.#nonAppPorts.set(port, { retryAt: this.#clock.now() + pauseMs, pauseMs });
    }
    return null;
  }
}

/** The URL at which an app serves its functions, found by the usual paths; null when none of them does. */
export async function endpointAt(origin: string): Promise<string | null> {
  return (await probe(origin)).url;
}

/** `slow`: it is possibly a development server that is still compiling the page, and worth retrying soon. */
async function probe(origin: string): Promise<{ url: string | null; slow: boolean }> {
  for (const path of paths) {
    const url = `${origin}${path}`;
    const result = await inspectApp(url, requestTimeoutMs);
    if (result.kind === 'sdk') return { url, slow: false };
    if (result.kind === 'unreachable') return { url: null, slow: result.timedOut };
  }
  return { url: null, slow: false };
}
