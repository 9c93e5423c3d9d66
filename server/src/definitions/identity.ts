/** What a function is called: in the code, in lists and on the wire, by SDK major. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import type { SdkMajor } from '../syntax/sdk-version.ts';
import { slug } from '../syntax/slug.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Client } from './clients.ts';

export interface Identity {
  /** See WorkflowGraph for the meaning of these. */
  id: string;
  localId: string;
  name: string;
  app: string | null;
}

/** `bare`: the name as the first argument, instead of options that have one. */
export function identityOf(
  written: { id: ts.Node | null; name: ts.Node | null; bare: ts.Expression },
  client: Client | null,
  major: SdkMajor | null,
  sources: Sources,
): Identity {
  const bare = written.id || written.name ? null : written.bare;
  const read = (node: ts.Node | null): string | null => node && (textOfNode(node, sources) ?? sourceOf(node));
  const [givenId, givenName] = [read(written.id), read(written.name) ?? read(bare)];
  const isLegacy = major === null ? givenId === null : major <= 2;
  const appName = client?.id ?? null;
  const app = appName === null ? null : isLegacy ? slug(appName) : appName;
  // A name that is passed through but never supplied says less than the id.
  const isNameKnown = givenId === null || !written.name || textOfNode(written.name, sources) !== null;
  const name = (isNameKnown ? givenName : null) ?? givenId ?? '(unnamed)';
  if (isLegacy) {
    // SDK 1 and 2 send an explicit id as it is; otherwise the slug of the app's and the function's name.
    if (givenId !== null) return { id: givenId, localId: givenId, name, app };
    const localId = slug(name);
    return { id: app === null ? localId : slug(`${app}-${name}`), localId, name, app };
  }
  const localId = givenId ?? (bare ? name : slug(name));
  return { id: app === null ? localId : `${app}-${localId}`, localId, name, app };
}

function textOfNode(node: ts.Node, sources: Sources): string | null {
  return ts.isExpression(node) ? textOf(node, sources) : null;
}

function sourceOf(node: ts.Node): string {
  return node.getText().replace(/\s+/g, ' ');
}
