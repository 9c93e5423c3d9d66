/** One HTTP request to this machine with exactly these headers, whatever a well-behaved client would add or forbid. */
import { request } from 'node:http';
import { expect } from 'vitest';

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface Visit {
  port: number;
  /** E.g. `POST /e/key`. */
  request: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  host?: string;
}

export function visit({
  port,
  request: line,
  headers = {},
  body,
  host = '127.0.0.1',
}: Visit): Promise<Reply> {
  const [method, path] = line.split(' ');
  return new Promise((resolve, reject) => {
    const sent = request({ port, host, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The answer's status, and the code of a refusal: `200`, `403 forbidden-origin`. */
export async function checkVisit(visiting: Visit, answer: string): Promise<void> {
  const { status, text } = await visit(visiting);
  const code = /"code":"([\w-]+)"/.exec(text)?.[1];
  expect(status >= 400 && code ? `${status} ${code}` : String(status)).toBe(answer);
}
