/** Finds apps that listen on this machine, without asking anybody too often. */

import type { Clock } from '../clock.ts';
import { inspectApp } from '../registration/sync.ts';
import { dial, portHints, portsToTry } from './ports.ts';

const paths = ['/api/inngest', '/x/inngest', '/.netlify/functions/inngest', '/.redwood/functions/inngest'];
const requestTimeout = 2_000;
const firstPause = 30_000;
const longestPause = 10 * 60_000;

interface Stranger {
  /** Unix milliseconds. */
  askAgainAt: number;
  pause: number;
}

export class Discovery {
  readonly #clock: Clock;
  /** Ports that answered, but not as an SDK: they are left alone for a while, longer each time. */
  readonly #strangers = new Map<number, Stranger>();
  #hints: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks into the folders for ports to try first. */
  async readHints(folders: string[]): Promise<void> {
    this.#hints = (await Promise.all(folders.map(portHints))).flat();
  }

  /**
   * @param skip ports that are known already, ours among them.
   * @param eager asks ports again that are not due yet: somebody is waiting for an app.
   * @returns URLs of SDK endpoints.
   */
  async scan(skip: ReadonlySet<number>, eager = false): Promise<string[]> {
    const ports = portsToTry(this.#hints).filter((port) => !skip.has(port));
    const found = await Promise.all(ports.map((port) => this.#probe(port, eager)));
    return found.filter((url) => url !== null);
  }

  async #probe(port: number, eager: boolean): Promise<string | null> {
    const host = await dial(port);
    if (host === null) {
      this.#strangers.delete(port);
      return null;
    }
    const stranger = this.#strangers.get(port);
    if (stranger && !eager && this.#clock.now() < stranger.askAgainAt) return null;
    let slow = false;
    for (const path of paths) {
      const url = `http://${host}:${port}${path}`;
      const result = await inspectApp(url, requestTimeout);
      if (result.kind === 'sdk') return url;
      if (result.kind === 'unreachable') {
        // Too slow: perhaps a development server that is still compiling the page, worth asking again soon.
        slow = result.timedOut;
        break;
      }
    }
    if (!slow) {
      const pause = stranger ? Math.min(stranger.pause * 2, longestPause) : firstPause;
      this.#strangers.set(port, { askAgainAt: this.#clock.now() + pause, pause });
    }
    return null;
  }
}
