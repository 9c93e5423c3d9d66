/** Explains why modules could not be linked with each other. */
import { fileURLToPath } from 'node:url';

export interface LinkError {
  message: string;
  /** As it is imported. */
  specifier: string;
  /** Null: Node does not say. */
  importer: string | null;
}

/** Null when the error is about something else. */
export function readLinkError(error: Error): LinkError | null {
  return readMissingName(error.message, error.stack ?? '') ?? readAwaiting(error);
}

function readMissingName(message: string, stack: string): LinkError | null {
  const byNode = /^\w*:?\s*(?:file:\/\/)?(\/[^\n:]+):\d+\n/.exec(stack)?.[1];
  const importer = byNode === undefined ? null : decodeURIComponent(byNode);
  const esm = /^The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message);
  if (esm?.[1] && esm[2]) {
    const [, specifier, name] = esm;
    const what = `${/^[.#@~/]/.test(specifier) ? '' : 'The package '}'${specifier}' does not export '${name}'`;
    const hint = name === 'default' ? '' : ': if that is a type, import or export it with `type`';
    return { message: `${what}${hint}`, specifier, importer };
  }
  const commonJs =
    /^Named export '([^']+)' not found\. The requested module '([^']+)' is a CommonJS module/.exec(message);
  if (!commonJs?.[1] || !commonJs[2]) return null;
  const [, name, specifier] = commonJs;
  const text = `'${specifier}' is CommonJS and does not export '${name}' by name: import its default export and take '${name}' from it, or import it with \`type\` if it is a type`;
  return { message: text, specifier, importer };
}

/** CommonJS has imported an ES module that awaits something. */
function readAwaiting(error: Error): LinkError | null {
  if ((error as { code?: unknown }).code !== 'ERR_REQUIRE_ASYNC_MODULE') return null;
  const path = (label: RegExp) => {
    const found = label.exec(error.message)?.[1];
    return found?.startsWith('file:') ? fileURLToPath(found) : (found ?? null);
  };
  // Node has worded it in two ways.
  const required = path(/^\s*(?:Required module:|Requiring) (.+?)\s*$/m);
  const name = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(required ?? '')?.[1];
  const what = name === undefined ? (required ?? 'A module') : `The package '${name}'`;
  const message = `${what} uses top-level await, which CommonJS cannot import: set "type": "module" in package.json, or start the app itself with INNGEST_DEV=1`;
  return { message, specifier: name ?? required ?? '', importer: path(/^(?:- |\s*From )(\S.*?)\s*$/m) };
}
