/** Converts between document URIs, paths of this machine and the absolute paths with forward slashes that the analysis uses. */
import { sep } from 'node:path';

/** Uris that are not files (untitled documents) become paths that no file can have. */
export function pathOf(uri: string, languageId = 'typescript'): string {
  if (!uri.startsWith('file://')) return `/${uri}${/\.\w+$/.test(uri) ? '' : extensionFor(languageId)}`;
  const rest = uri.slice('file://'.length);
  const slash = rest.indexOf('/');
  const host = rest.slice(0, slash);
  const path = decodeURIComponent(rest.slice(slash));
  if (host !== '' && host !== 'localhost') return `//${host}${path}`;
  return /^\/[a-zA-Z]:/.test(path) ? path.slice(1) : path;
}

function extensionFor(languageId: string): string {
  if (languageId === 'typescriptreact') return '.tsx';
  return languageId.startsWith('javascript') ? '.js' : '.ts';
}

/** Spelled as VS Code spells it, so that uris can be compared as texts. */
export function uriOf(path: string): string {
  if (path.startsWith('/untitled:')) return path.slice(1);
  const drive = /^([a-zA-Z]):(.*)$/.exec(path);
  if (drive) return `file:///${drive[1]?.toLowerCase()}%3A${encodePath(drive[2] ?? '')}`;
  if (path.startsWith('//')) return `file:${encodePath(path)}`;
  return `file://${encodePath(path)}`;
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

/** A path of this machine with forward slashes. */
export function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
