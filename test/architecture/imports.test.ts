/** Walks every import of the four source folders and says why one is not allowed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, importsOf, isCode, root } from './source-files.ts';

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
    doors: [/^server\/src\/(workflow-graph|event-map)\.ts$/, /^runtime\/src\/(contract|history)\//],
    because: 'the page sees graphs and progress only; it asks for the rest by messages',
  },
  extension: {
    owns: /^(vscode|vscode-languageclient(\/.*)?)$/,
    doors: [
      /^server\/src\/(workflow-graph|event-map|protocol|cli|markdown)\.ts$/,
      /^runtime\/src\/cli\.ts$/,
      /^runtime\/src\/(contract|history|client|imported)\//,
      /^webview\/src\/(protocol|map-protocol|run-protocol|comparison-protocol|moment-protocol|public|overlay\/overlay)\.ts$/,
      /^package\.json$/,
    ],
    because: 'the extension joins the others through their contracts and public doors, never their insides',
  },
};

function violations(): string[] {
  const found: string[] = [];
  for (const [folder, rule] of Object.entries(rules)) {
    for (const file of filesBelow(`${folder}/src`).filter(isCode)) {
      for (const target of importsOf(file)) {
        if (isOurs(target)) {
          if (target.startsWith(`${folder}/`) || rule.doors.some((door) => door.test(target))) continue;
          found.push(`${file} imports ${target}: ${rule.because}`);
          continue;
        }
        for (const [owner, other] of Object.entries(rules)) {
          if (owner !== folder && other.owns.test(target)) {
            found.push(`${file} imports ${target}, which belongs to ${owner}/ alone`);
          }
        }
      }
    }
  }
  return found;
}

/** A file of the project, not a package. */
function isOurs(target: string): boolean {
  return existsSync(join(root, target));
}

test('every import stays within its folder or goes through a public door', () => {
  expect(violations().join('\n')).toBe('');
});
