/** Delivers messages to current subscribers; nothing is stored. */
import type { RealtimeMessage } from '../contract/realtime.ts';
import type { Topic } from './tokens.ts';

/** A subscriber's connection. */
export interface Subscriber {
  /** A message as JSON. */
  message(json: string): void;
  /** Bytes published unwrapped (`/v1/realtime/publish/tee`). */
  raw(bytes: Uint8Array): void;
  close(): void;
}

/** The topic for a channel's raw bytes. */
export const rawTopic = '$stream';

const maxSubscribers = 1_000;

export class Broadcaster {
  readonly #byTopic = new Map<string, Set<Subscriber>>();
  readonly #topicsOf = new Map<Subscriber, Set<string>>();
  readonly #observers = new Set<(message: RealtimeMessage) => void>();

  /** False when there are too many subscribers. */
  subscribe(subscriber: Subscriber, topics: readonly Topic[]): boolean {
    const subscribed = this.#topicsOf.get(subscriber) ?? new Set<string>();
    if (!this.#topicsOf.has(subscriber) && this.#topicsOf.size >= maxSubscribers) return false;
    this.#topicsOf.set(subscriber, subscribed);
    for (const { channel, name } of topics) {
      const key = keyOf(channel, name);
      subscribed.add(key);
      const set = this.#byTopic.get(key) ?? new Set();
      this.#byTopic.set(key, set.add(subscriber));
    }
    return true;
  }

  unsubscribe(subscriber: Subscriber, topics: readonly Topic[]): void {
    for (const { channel, name } of topics) this.#leave(subscriber, keyOf(channel, name));
  }

  /** Removes a subscriber whose connection has closed. */
  leave(subscriber: Subscriber): void {
    for (const key of this.#topicsOf.get(subscriber) ?? []) this.#leave(subscriber, key);
    this.#topicsOf.delete(subscriber);
  }

  /** Gets every message. @returns a function that removes the observer. */
  observe(observer: (message: RealtimeMessage) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Whether anybody would get a message on this topic. */
  hasListeners(channel: string, topic: string): boolean {
    return this.#observers.size > 0 || this.#byTopic.has(keyOf(channel, topic));
  }

  /** @param alsoTo further topics of the channel. Each subscriber gets the message once. */
  publish(message: RealtimeMessage, alsoTo: readonly string[] = []): void {
    const subscribers = new Set(
      [message.topic, ...alsoTo].flatMap((topic) => [...this.#at(message.channel, topic)]),
    );
    if (subscribers.size > 0) {
      const json = JSON.stringify(message);
      for (const subscriber of subscribers) subscriber.message(json);
    }
    for (const observer of this.#observers) observer(message);
  }

  publishRaw(channel: string, bytes: Uint8Array): void {
    for (const subscriber of this.#at(channel, rawTopic)) subscriber.raw(bytes);
  }

  /** Tells subscribers to reconnect, and disconnects them. */
  close(goodbye: RealtimeMessage): void {
    const json = JSON.stringify(goodbye);
    for (const subscriber of [...this.#topicsOf.keys()]) {
      subscriber.message(json);
      subscriber.close();
    }
    this.#byTopic.clear();
    this.#topicsOf.clear();
  }

  #at(channel: string, topic: string): Iterable<Subscriber> {
    return this.#byTopic.get(keyOf(channel, topic)) ?? [];
  }

  #leave(subscriber: Subscriber, key: string): void {
    this.#topicsOf.get(subscriber)?.delete(key);
    const set = this.#byTopic.get(key);
    set?.delete(subscriber);
    if (set?.size === 0) this.#byTopic.delete(key);
  }
}

function keyOf(channel: string, topic: string): string {
  return JSON.stringify([channel, topic]);
}
