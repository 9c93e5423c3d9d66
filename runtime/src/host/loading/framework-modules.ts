/**
 * Imports that only a framework or another runtime can resolve. Where they are empty outside a page or a request, or just the
 * environment, the host provides a stand-in; for the others it says where they exist.
 */

import { runCommand } from './package-manager.ts';

const nothing = '';

const svelteEnvironment = 'exports.env = process.env;';

/** There is no page here whose cache could be old. */
const nextCache = `
const none = () => {};
exports.revalidatePath = none;
exports.revalidateTag = none;
exports.updateTag = none;
exports.refresh = none;
exports.unstable_noStore = none;
exports.cacheLife = none;
exports.cacheTag = none;
exports.unstable_cacheLife = none;
exports.unstable_cacheTag = none;
exports.unstable_cache = (work) => work;
`;

const standIns: Readonly<Record<string, string>> = {
  // Imported only to make a bundler fail; without one they throw, or are not even installed.
  'server-only': nothing,
  'client-only': nothing,
  'next/cache': nextCache,
  'next/cache.js': nextCache,
  '$env/dynamic/private': svelteEnvironment,
  '$env/dynamic/public': svelteEnvironment,
  '$app/environment':
    "exports.browser = false; exports.building = false; exports.dev = true; exports.version = 'development';",
};

/** CommonJS source of the stand-in; null: the module is resolved as usual. */
export function standInFor(specifier: string): string | null {
  if (specifier === '$env/static/private' || specifier === '$env/static/public') return eachVariable();
  return Object.hasOwn(standIns, specifier) ? (standIns[specifier] ?? null) : null;
}

/** One export per variable: named imports need named exports. */
function eachVariable(): string {
  return Object.keys(process.env)
    .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name))
    .map((name) => `exports.${name} = process.env.${name};`)
    .join('\n');
}

const elsewhere: readonly [RegExp, string][] = [
  [/^bun(:|$)/, 'exists only in Bun'],
  [/^(jsr|npm):/, 'is a Deno import'],
  [/^https?:/, 'is a URL import, which Deno supports and Node.js does not'],
  [/^cloudflare:/, 'exists only in Cloudflare Workers'],
  [/^astro:/, 'is provided by Astro'],
  [/^(virtual:|\$app\/|\$service-worker)/, 'is provided by Vite'],
  [/^(#imports|#app|#build)/, 'is provided by Nuxt'],
];

/**
 * Why an import cannot be resolved in Node; null when nothing is known about it.
 *
 * @param folder of the file that imports it.
 */
export function whyNotHere(specifier: string, folder: string): string | null {
  if (specifier.startsWith('.prisma/')) {
    return `Prisma's client is not generated: run ${runCommand(folder, 'prisma generate')}`;
  }
  const [, why] = elsewhere.find(([pattern]) => pattern.test(specifier)) ?? [];
  if (why === undefined) return null;
  return `'${specifier}' ${why}, and functions are hosted in Node.js: start the app itself with INNGEST_DEV=1`;
}
