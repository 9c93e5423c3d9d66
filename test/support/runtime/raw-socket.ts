/** Bytes on a socket, as no client would send them. */
import { connect } from 'node:net';

/** How a sender ends: waits for the answer, hangs up in the middle, or resets the connection. */
export type Ending = 'wait' | 'end' | 'reset';

const patienceMs = 150;

/** Sends the pieces, and resolves to what came back when the connection is over, or after a moment. */
export function sendRaw(
  port: number,
  pieces: readonly (string | Buffer)[],
  ending: Ending = 'wait',
  patience = patienceMs,
): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
      if (ending === 'end') socket.end();
      if (ending === 'reset') socket.resetAndDestroy();
    });
    const giveUp = setTimeout(() => socket.destroy(), patience);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(giveUp);
      resolve(answer);
    });
  });
}

/** A request to become a WebSocket. */
export function upgradeTo(target: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
