/** Requests that become WebSockets; they pass by all middleware. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { whyRefused } from './guard.ts';
import type { Services } from './services.ts';

const statusText = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' };

/**
 * Lets subscribers of realtime messages in. A page of any origin may be one, since its token names what it hears, and
 * only a program or page of this machine could have got it.
 */
export function acceptUpgrades(server: Server, { realtime }: Pick<Services, 'realtime'>): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const foreign = whyRefused({ host: request.headers.host }, new Set());
    if (foreign !== null) return refuse(socket, 403, foreign);
    if (pathname !== '/v1/realtime/connect') return refuse(socket, 404, `${pathname} is no WebSocket.`);
    const claims = realtime.tokens.read(searchParams.get('token') ?? '');
    if (!claims) return refuse(socket, 401, 'The token is missing, wrong or older than a minute.');
    realtime.accept(request, socket, head, claims.topics).catch(() => socket.destroy());
  });
}

function refuse(socket: Duplex, status: keyof typeof statusText, error: string): void {
  const body = JSON.stringify({ error, status });
  const head = [
    `HTTP/1.1 ${status} ${statusText[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
