/** Ports on which apps may listen (protocol 1.5). */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

const commonPorts = [
  3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010, 80, 443, 4321, 5000, 5173, 8000, 8080,
  8081, 8787, 8888, 8910, 8911, 8912, 8913, 8914, 8915,
];

/** Ports to try, the likeliest first. */
export function portsToTry(hints: number[], env: NodeJS.ProcessEnv = process.env): number[] {
  const fromEnv = Number(env.PORT);
  const own = Number.isInteger(fromEnv) && fromEnv > 0 && fromEnv < 65_536 ? [fromEnv] : [];
  return [...new Set([...hints, ...own, ...commonPorts])];
}

/** Ports named in an app's folder: `PORT` in `.env` files, `--port N` and `-p N` in package.json scripts. */
export async function portHints(folder: string): Promise<number[]> {
  const texts = await Promise.all(
    ['.env.local', '.env.development', '.env', 'package.json'].map((name) =>
      readFile(join(folder, name), 'utf8').catch(() => ''),
    ),
  );
  const scripts = scriptsOf(texts.pop() ?? '');
  const found = [
    ...texts.flatMap((text) => [...text.matchAll(/^\s*(?:export\s+)?PORT\s*=\s*["']?(\d+)/gm)]),
    ...scripts.flatMap((script) => [...script.matchAll(/(?:--port[= ]|-p |\bPORT=)(\d+)/g)]),
  ].map((match) => Number(match[1]));
  return [...new Set(found.filter((port) => port > 0 && port < 65_536))];
}

function scriptsOf(packageJson: string): string[] {
  try {
    const { scripts } = JSON.parse(packageJson) as { scripts?: Record<string, unknown> };
    return Object.values(scripts ?? {}).filter((script) => typeof script === 'string');
  } catch {
    return [];
  }
}

/**
 * @param timeoutMs an open local port answers at once, so this can be short.
 * @returns the loopback address that accepts connections at the port, null when none does.
 */
export async function loopbackAddressOf(
  port: number,
  timeoutMs = 500,
): Promise<'127.0.0.1' | '[::1]' | null> {
  if (await accepts('127.0.0.1', port, timeoutMs)) return '127.0.0.1';
  return (await accepts('::1', port, timeoutMs)) ? '[::1]' : null;
}

function accepts(host: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
