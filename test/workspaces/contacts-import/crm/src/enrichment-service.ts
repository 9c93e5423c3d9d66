/**
 * The third party: a small HTTP service of its own that knows something about companies by their domain.
 *
 * Like many of its kind it is not quite reliable: the first request about a list with a domain ending in `.flaky.example`
 * is answered 503. What it has refused is remembered on disk, so a restart does not make it refuse twice.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const industries = ['Finance', 'Healthcare', 'Logistics', 'Retail', 'Software'];
const sizes = [8, 40, 250, 1_800, 12_000];

/** Listens on a free port of this machine, for as long as the process lives. */
export function startEnrichmentService(dataFolder: string): Promise<string> {
  const server = createServer(answer(join(dataFolder, 'enrichment-refused.json')));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function answer(refusedFile: string): RequestListener {
  return async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/companies') {
      response.writeHead(404).end('Try POST /v1/companies');
      return;
    }
    const { reference, domains } = JSON.parse(await textOf(request)) as {
      reference: string;
      domains: string[];
    };
    if (domains.some((domain) => domain.endsWith('flaky.example')) && refuseOnce(refusedFile, reference)) {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('Overloaded, please try again');
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(Object.fromEntries(domains.map((domain) => [domain, lookUp(domain)]))));
  };
}

/** @returns true for the first request about `reference`, even over restarts. */
function refuseOnce(refusedFile: string, reference: string): boolean {
  const refused: string[] = existsSync(refusedFile) ? JSON.parse(readFileSync(refusedFile, 'utf8')) : [];
  if (refused.includes(reference)) return false;
  mkdirSync(join(refusedFile, '..'), { recursive: true });
  writeFileSync(refusedFile, JSON.stringify([...refused, reference]));
  return true;
}

/** The same domain always gets the same answer. */
function lookUp(domain: string): { industry: string; employees: number } {
  const digest = createHash('sha256').update(domain).digest();
  return {
    industry: industries[digest.readUInt8(0) % industries.length]!,
    employees: sizes[digest.readUInt8(1) % sizes.length]!,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
