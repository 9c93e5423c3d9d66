/** Requests that become WebSockets. They bypass all middleware. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { onUpgrade, requestTarget } from '../transport/safe-listeners.ts';
import { givenToken } from './given-token.ts';
import { whyRefused } from './guard.ts';
import type { Services } from './services.ts';

type UpgradeServices = Pick<Services, 'realtime' | 'allowedOrigins' | 'allowedHosts'>;

const statusText = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' };

/**
 * Accepts subscribers of realtime messages: programs and pages that may use the other APIs too. Their token names their
 * topics.
 */
export function acceptUpgrades(server: Server, services: UpgradeServices): void {
  onUpgrade(server, (request, socket, head) => accept(request, socket, head, services));
}

async function accept(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { realtime, allowedOrigins, allowedHosts }: UpgradeServices,
): Promise<void> {
  const foreign = whyRefused(request.headers, allowedOrigins, allowedHosts);
  if (foreign !== null) return refuse(socket, 403, foreign);
  const target = requestTarget(request);
  if (target?.pathname !== '/v1/realtime/connect')
    return refuse(socket, 404, 'There is no WebSocket endpoint at this path.');
  const claims = realtime.tokens.read(
    givenToken(request.headers.authorization, target.searchParams.get('token')),
  );
  if (!claims) return refuse(socket, 401, 'Missing, invalid or expired token.');
  await realtime.accept(request, socket, head, claims.topics);
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
