/** Walks every import of the four source folders and says why one is not allowed. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Rule {
  /** Packages only this folder may use. */
  owns: RegExp;
  /** Doors of other folders that this folder may import. */
  doors: RegExp[];
  because: string;
}

const rules: Record<string, Rule> = {
  server: {
    owns: /^(ts-morph|@ts-morph\/.*|vscode-languageserver(\/.*|-.*)?)$/,
    doors: [],
    because: 'the server turns text into graphs and must run alone, in any editor and in the terminal',
  },
  runtime: {
    owns: /^(node:sqlite|hono(\/.*)?|@hono\/.*|undici|ulid)$/,
    doors: [],
    because: 'the runtime executes runs and must not depend on how they are shown',
  },
  webview: {
    owns: /^(elkjs(\/.*)?|preact(\/.*)?|d3-.*|jsep)$/,
    doors: [/^server\/src\/(workflow-graph|event-map)\.ts$/, /^runtime\/src\/contract\//],
    because: 'the page sees graphs and progress only; it asks for the rest by messages',
  },
  extension: {
    owns: /^(vscode|vscode-languageclient(\/.*)?)$/,
    doors: [
      /^server\/src\/(workflow-graph|event-map|protocol|cli)\.ts$/,
      /^runtime\/src\/cli\.ts$/,
      /^runtime\/src\/(contract|client)\//,
      /^webview\/src\/(protocol|map-protocol|public|overlay\/overlay)\.ts$/,
      /^package\.json$/,
    ],
    because: 'the extension joins the others through their contracts and public doors, never their insides',
  },
};

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function violations(): string[] {
  const found: string[] = [];
  for (const [folder, rule] of Object.entries(rules)) {
    for (const file of sourceFiles(join(root, folder, 'src'))) {
      const place = relative(root, file).split(sep).join('/');
      for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
        const specifier = match[1] ?? match[2] ?? '';
        if (specifier.startsWith('.')) {
          const target = relative(root, resolve(dirname(file), specifier))
            .split(sep)
            .join('/');
          if (target.startsWith(`${folder}/`) || rule.doors.some((door) => door.test(target))) continue;
          found.push(`${place} imports ${target}: ${rule.because}`);
          continue;
        }
        for (const [owner, other] of Object.entries(rules)) {
          if (owner !== folder && other.owns.test(specifier)) {
            found.push(`${place} imports ${specifier}, which belongs to ${owner}/ alone`);
          }
        }
      }
    }
  }
  return found;
}

test('every import stays within its folder or goes through a public door', () => {
  expect(violations().join('\n')).toBe('');
});
