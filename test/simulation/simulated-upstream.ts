/** The servers that functions ask by way of the runtime: they answer late, or their answers are lost. */

import type { FetchRequest } from '../../runtime/src/sdk-protocol/fetch-op.ts';
import type { Fetcher, FetchOutcome } from '../../runtime/src/transport/fetcher.ts';
import type { Random } from './random.ts';
import { type SimulatedApp, secret } from './simulated-app.ts';
import type { Faults } from './workload.ts';
import type { WorldClock } from './world-clock.ts';

export class SimulatedUpstream {
  readonly #app: SimulatedApp;
  readonly #clock: WorldClock;
  readonly #faults: Faults;
  readonly #random: Random;

  constructor(
    app: SimulatedApp,
    { clock, faults, random }: { clock: WorldClock; faults: Faults; random: Random },
  ) {
    this.#app = app;
    this.#clock = clock;
    this.#faults = faults;
    this.#random = random;
  }

  /** As one process of the runtime reaches it. */
  gatewayOf(process: number): Fetcher {
    return { fetch: (request) => this.#fetch(request, process) };
  }

  async #fetch({ headers, body }: FetchRequest, process: number): Promise<FetchOutcome> {
    const { runId, id, takes } = JSON.parse(body ?? '{}') as { runId: string; id: string; takes: number };
    if (headers.authorization !== secret) throw new Error(`fetch ${id} of run ${runId} has lost its headers`);
    this.#app.executions.push({ runId, stepId: id, at: this.#clock.now(), process });
    const isLost = this.#random.chance(this.#faults.lostAnswer);
    if (isLost) this.#app.wasLost(runId);
    if (takes > 0) {
      await new Promise<void>((resolve) => this.#clock.setTimer(this.#clock.now() + takes * 1_000, resolve));
    }
    return isLost
      ? { kind: 'failed', message: 'the connection was lost', code: 'ECONNRESET', retriable: true }
      : { kind: 'answered', status: 200, headers: {}, body: id };
  }
}
