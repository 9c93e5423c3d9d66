/** A subscriber without an SDK, and what it hears. */
import { WebSocket } from 'ws';
import { waitUntil } from '../wait-until.ts';

export interface Heard {
  /** `kind topic data` of each message, or a text as it came. */
  words: string[];
  send(message: object): void;
  until(words: string): Promise<void>;
  close(): void;
  /** HTTP status of the refusal, or code of the end. */
  ended: Promise<number>;
}

export async function tokenFor(origin: string, channel: string, topics: string[]): Promise<string> {
  const body = JSON.stringify(topics.map((name) => ({ channel, name, kind: 'run' })));
  const response = await fetch(`${origin}/v1/realtime/token`, { method: 'POST', body });
  return ((await response.json()) as { jwt: string }).jwt;
}

export async function listen(
  origin: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<Heard> {
  const url = `${origin.replace('http:', 'ws:')}/v1/realtime/connect?token=${encodeURIComponent(token)}`;
  const socket = new WebSocket(url, { headers });
  const words: string[] = [];
  socket.on('message', (data) => words.push(wordsOf(String(data))));
  const ended = new Promise<number>((resolve) => {
    socket.once('close', resolve);
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
  socket.on('error', () => {});
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  await Promise.race([opened, ended]);
  return {
    words,
    send: (message) => socket.send(JSON.stringify(message)),
    async until(wanted) {
      await waitUntil(
        wanted,
        () => words.includes(wanted),
        () => words,
      );
    },
    close: () => socket.terminate(),
    ended,
  };
}

export function wordsOf(text: string): string {
  try {
    const { kind, topic, data } = JSON.parse(text) as Record<string, unknown>;
    return `${kind} ${topic} ${JSON.stringify(data)}`;
  } catch {
    return text;
  }
}

/** Publishes as SDKs do. */
export function publish(
  origin: string,
  query: Record<string, string>,
  body: string | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const streamed = typeof body !== 'string';
  return fetch(`${origin}/v1/realtime/publish?${new URLSearchParams(query)}`, {
    method: 'POST',
    body,
    headers: { 'content-type': streamed ? 'text/stream' : 'application/json', ...headers },
    ...(streamed ? { duplex: 'half' } : {}),
  } as RequestInit);
}
