/**
 * Durable endpoints (SDK 4): `client.endpoint(async (request) => …)`. They have no id of their own; a person knows them by
 * the address they answer at, as far as the code tells.
 */
import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import type { Client } from './clients.ts';
import type { Identity } from './identity.ts';

/** What starts the run of an endpoint; sent by the SDK itself (protocol 2.9). */
export const endpointEvent = 'inngest/http.request';

export function endpointIdentity(call: ts.CallExpression, client: Client | null): Identity {
  const name = addressOf(call) ?? 'endpoint';
  const app = client?.id ?? null;
  return { id: app === null ? name : `${app}-${name}`, localId: name, name, app };
}

/** `GET /api/booking` of a route file, the path a router is given, or the name of the constant. */
function addressOf(call: ts.CallExpression): string | null {
  for (let at: ts.Node = call; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isPropertyAssignment(parent)) return nameText(parent.name);
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
      const { text } = parent.name;
      const path = routeOf(call.getSourceFile().fileName);
      return path !== null && /^[A-Z]+$/.test(text) ? `${text} ${path}` : text;
    }
    if (ts.isCallExpression(parent) && parent !== call) {
      // app.get('/booking', client.endpoint(…))
      const [path] = parent.arguments;
      return path && path !== at && ts.isStringLiteralLike(path) ? path.text : null;
    }
    if (ts.isStatement(parent) || ts.isFunctionLike(parent)) return null;
  }
  return null;
}

/** The path that a file-based router serves the file at; groups such as `(shop)` are no part of it. */
function routeOf(file: string): string | null {
  const folders = /\/(?:app|routes)\/(.*?)\/?\+?(?:route|server)\.[cm]?[jt]sx?$/.exec(file)?.[1];
  if (folders === undefined) return null;
  const parts = folders.split('/').filter((part) => part !== '' && !/^\(.*\)$/.test(part));
  return `/${parts.join('/')}`;
}
