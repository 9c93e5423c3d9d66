/**
 * Servers that outlive whatever arrives. An error that an `upgrade`, `message` or `error` listener throws is nobody's to
 * catch and would end the process, so every server and socket gets its listeners from here.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';

export type AcceptUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

/** Calls `accept` for each request that wants to become a WebSocket; when it fails, only that connection ends. */
export function onUpgrade(server: Server, accept: AcceptUpgrade): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const accepting = async () => accept(request, socket, head);
    accepting().catch(() => socket.destroy());
  });
}

/** For a listening server: one that runs out of file descriptors reports it as an error, and accepts again later. */
export function surviveErrors(server: Server): void {
  server.on('error', () => {});
}

/** The listener, but when it throws, `giveUp` is called instead of ending the process. */
export function caught<A extends unknown[]>(listener: (...args: A) => void, giveUp: () => void) {
  return (...args: A): void => {
    try {
      listener(...args);
    } catch {
      giveUp();
    }
  };
}

/**
 * What a request asks for; null when it cannot be read. `new URL(target, base)` does not do: it throws for `//`, and takes
 * `//host/path` for another host.
 */
export function requestTarget({ url = '/' }: IncomingMessage): URL | null {
  const absolute = url.startsWith('/') ? `http://localhost${url}` : url;
  return URL.canParse(absolute) ? new URL(absolute) : null;
}
