/** Connections that `POST /v0/connect/start` announced and that are not open yet. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';

export interface Ticket {
  connectionId: string;
  token: string;
  /** Connections that the same process lost before. */
  replaces: readonly string[];
}

const validForMs = 60_000;
const maxTickets = 1_000;

export class Tickets {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Ticket & { expire: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(replaces: readonly string[]): Ticket {
    const ticket = { connectionId: ulid(), token: randomBytes(24).toString('base64url'), replaces };
    const { connectionId } = ticket;
    const expire = this.#clock.setTimer(this.#clock.now() + validForMs, () =>
      this.#tickets.delete(connectionId),
    );
    this.#tickets.set(connectionId, { ...ticket, expire });
    const oldest = this.#tickets.keys().next().value;
    if (this.#tickets.size > maxTickets && oldest !== undefined) this.#drop(oldest);
    return ticket;
  }

  /** Works once; null when the connection was not announced, or the ticket has expired. */
  redeem(connectionId: string, token: string): Ticket | null {
    const ticket = this.#tickets.get(connectionId);
    if (!ticket || !isSame(ticket.token, token)) return null;
    this.#drop(connectionId);
    return ticket;
  }

  close(): void {
    for (const connectionId of [...this.#tickets.keys()]) this.#drop(connectionId);
  }

  #drop(connectionId: string): void {
    this.#tickets.get(connectionId)?.expire();
    this.#tickets.delete(connectionId);
  }
}

function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
