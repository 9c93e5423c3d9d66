/**
 * What a subscriber shows: a JWT (RFC 7519, HS256) that names topics. A server side of the user's app asks for one and
 * hands it to a page, which can subscribe to these topics and to nothing else.
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

/** Milliseconds in which a token must be used; a subscription outlasts it. */
const defaultLifetimeMs = 60_000;
const maxTopics = 1_000;
const issuer = 'rt.inngest.com';
const header = encode({ alg: 'HS256', typ: 'JWT' });

export class Tokens {
  readonly #clock: Clock;
  /** Of this process: no token outlives it. */
  readonly #secret = randomBytes(32);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param life milliseconds. */
  issue(topics: readonly Topic[], life: number = defaultLifetimeMs): string {
    const now = this.#clock.now();
    const payload = encode({
      iss: issuer,
      sub: localEnvironmentId,
      iat: Math.floor(now / 1000),
      exp: Math.ceil((now + life) / 1000),
      jti: randomBytes(12).toString('base64url'),
      env: localEnvironmentId,
      topics: topics.map(({ channel, name }) => ({ kind: 'run', env_id: localEnvironmentId, channel, name })),
    });
    return `${header}.${payload}.${this.#signature(payload)}`;
  }

  /** Null when it is none of ours, or too old. */
  read(token: string): Claims | null {
    const [head, payload, signature, ...more] = token.split('.');
    if (head !== header || payload === undefined || signature === undefined || more.length > 0) return null;
    const wanted = Buffer.from(this.#signature(payload));
    const given = Buffer.from(signature);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
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

/** Null when it is no list of topics, as `POST /v1/realtime/token` takes it. */
export function readTopics(value: unknown): Topic[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxTopics) return null;
  const topics = value.map((each: Partial<Topic> | null) => ({ channel: each?.channel, name: each?.name }));
  const isTopic = (each: Partial<Topic>): each is Topic =>
    typeof each.channel === 'string' && typeof each.name === 'string';
  return topics.every(isTopic) ? topics : null;
}
