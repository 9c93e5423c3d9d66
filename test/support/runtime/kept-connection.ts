/** HTTP calls over kept connections, with nothing around them: what benchmarks compare with. */
import { Agent, request } from 'node:http';

export interface KeptConnection {
  /** Resolves when the whole answer was read. */
  call(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<void>;
  close(): void;
}

export function keptConnection(origin: string): KeptConnection {
  const agent = new Agent({ keepAlive: true });
  return {
    call: (method, path, body = '', headers = {}) =>
      new Promise((resolve, reject) => {
        const options = { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
        const sent = request(`${origin}${path}`, options, (response) => {
          response.resume();
          response.on('end', resolve);
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
