import type { PortOwner } from '../contract/api.ts';

/** Identifies the process that listens on a local port by its `GET /dev` (protocol 1.6). */
export async function whoOwns(port: number): Promise<PortOwner> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/dev`, { signal: AbortSignal.timeout(2_000) });
    const info = (await response.json()) as Record<string, unknown>;
    const version = typeof info.version === 'string' ? { version: info.version } : {};
    if (response.ok && 'steplight' in info) return { port, kind: 'steplight', ...version };
    const looksLikeDevServer = 'startOpts' in info || 'isSingleNodeService' in info || 'functions' in info;
    if (response.ok && looksLikeDevServer) return { port, kind: 'inngest-dev-server', ...version };
  } catch {
    // No HTTP, no JSON or no answer in time: an unrelated program.
  }
  return { port, kind: 'unknown' };
}
