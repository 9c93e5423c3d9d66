/**
 * Subscription tokens: JWTs (RFC 7519, HS256) that name topics. The server side of the user's app requests one and passes
 * it to a page, which can then subscribe to these topics and nothing else.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';

export interface Topic {
  channel: string;
  name: string;
}

export interface Claims {
  topics: readonly Topic[];
}

export const localEnvironmentId = '00000000-0000-4000-b000-000000000000';

/** A token must be used within this time; the subscription outlasts it. */
const defaultLifetimeMs = 60_000;
const maxTopics = 1_000;
const issuer = 'rt.inngest.com';
const header = encode({ alg: 'HS256', typ: 'JWT' });

export class Tokens {
  readonly #clock: Clock;
  /** Lives as long as this process; tokens need not outlive it. */
  readonly #secret = randomBytes(32);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(topics: readonly Topic[], lifetimeMs: number = defaultLifetimeMs): string {
    const now = this.#clock.now();
    const payload = encode({
      iss: issuer,
      sub: localEnvironmentId,
      iat: Math.floor(now / 1000),
      exp: Math.ceil((now + lifetimeMs) / 1000),
      jti: randomBytes(12).toString('base64url'),
      env: localEnvironmentId,
      topics: topics.map(({ channel, name }) => ({ kind: 'run', env_id: localEnvironmentId, channel, name })),
    });
    return `${header}.${payload}.${this.#signature(payload)}`;
  }

  /** Null when the token was not issued by this process or has expired. */
  read(token: string): Claims | null {
    const [head, payload, signature, ...more] = token.split('.');
    if (head !== header || payload === undefined || signature === undefined || more.length > 0) return null;
    const expected = Buffer.from(this.#signature(payload));
    const actual = Buffer.from(signature);
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
    const { exp, topics } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims & {
      exp: number;
    };
    return this.#clock.now() < exp * 1000 ? { topics } : null;
  }

  #signature(payload: string): string {
    return createHmac('sha256', this.#secret).update(`${header}.${payload}`).digest('base64url');
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Null when it is not a list of topics as `POST /v1/realtime/token` accepts it. */
export function readTopics(value: unknown): Topic[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxTopics) return null;
  const topics = value.map((each: Partial<Topic> | null) => ({ channel: each?.channel, name: each?.name }));
  const isTopic = (each: Partial<Topic>): each is Topic =>
    typeof each.channel === 'string' && typeof each.name === 'string';
  return topics.every(isTopic) ? topics : null;
}
