/**
 * Tests of rules read as: this code, marked `[|so|]`, is found; this is what is said; so it is fixed. Each case goes
 * through the real language server, which is started once a file: open, diagnostics, code action, edit, no diagnostics.
 */

import { afterAll, beforeAll, expect } from 'vitest';
import type { CodeAction, Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { listFunctions, type NotificationSpec } from '../../../server/src/protocol.ts';
import { ServerProcess } from './server-process.ts';

type Major = 1 | 2 | 3 | 4;

interface Expected {
  /** What the message of each finding contains, in the order of the text; one text stands for all of them. */
  says?: string | readonly string[];
  severity?: 'error' | 'warning' | 'information' | 'hint';
  /** Title of the action to take at the first finding, and the text afterwards. */
  fix?: string;
  after?: string;
  /** Findings that the fix leaves; it takes all of them away when nothing is said. */
  left?: number;
  major?: Major;
}

const published: NotificationSpec<PublishDiagnosticsParams> = { method: 'textDocument/publishDiagnostics' };
const levels = ['', 'error', 'warning', 'information', 'hint'];

const clients: Record<Major, string> = {
  1: `import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ name: 'app' });`,
  2: `import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ name: 'app' });`,
  3: `import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });`,
  4: `import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });`,
};

const heads: Record<Major, string> = {
  1: `inngest.createFunction({ name: 'fn' }, { event: 'e' }, async ({ event, step }) => {`,
  2: `inngest.createFunction({ name: 'fn' }, { event: 'e' }, async ({ event, step }) => {`,
  3: `inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step }) => {`,
  4: `inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ event, step }) => {`,
};

interface RuleWorkspace {
  files?: string;
  /** As a person sets it; for rules that are off otherwise. */
  severity?: 'warning' | 'hint';
}

/** Declares the server of a test file. `files`: more files for its workspace, in the notation of `filesIn`. */
export function ruleChecker(code: string, given: string | RuleWorkspace = ''): RuleChecker {
  const { files = '', severity } = typeof given === 'string' ? { files: given } : given;
  const checker = new RuleChecker(code);
  beforeAll(() => checker.start(files, severity === undefined ? {} : { [code]: severity }));
  afterAll(() => checker.stop());
  return checker;
}

export class RuleChecker {
  readonly #code: string;
  #server: ServerProcess | null = null;
  #cases = 0;

  constructor(code: string) {
    this.#code = code;
  }

  async start(files: string, rules: Record<string, string>): Promise<void> {
    const packages = ([1, 2, 3, 4] as const).map(
      (major) =>
        `//- /v${major}/package.json\n{ "dependencies": { "inngest": "^${major}.0.0" } }\n//- /v${major}/client.ts\n${clients[major]}`,
    );
    this.#server = await ServerProcess.start(`\n${packages.join('\n')}\n${files}`, undefined, {}, rules);
    // From now on the server knows the whole workspace.
    await this.#server.ask(listFunctions, {});
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get server(): ServerProcess {
    if (!this.#server) throw new Error('The server has not started.');
    return this.#server;
  }

  /** The rule finds what is marked, and nothing else. A source without `createFunction` is the body of a handler. */
  async finds(marked: string, expected: Expected = {}): Promise<void> {
    const { says, severity, fix, after, left = 0, major = 4 } = expected;
    const { text, ranges } = unmarked(fileOf(marked, major));
    const found = await this.#open(text, major);
    expect(found.own.map((diagnostic) => found.document.getText(diagnostic.range))).toEqual(
      ranges.map(([start, end]) => text.slice(start, end)),
    );
    expect(found.own.map(({ range }) => found.document.offsetAt(range.start))).toEqual(
      ranges.map(([start]) => start),
    );
    for (const [index, { message }] of found.own.entries()) {
      const wanted = typeof says === 'string' ? says : says?.[index];
      if (wanted !== undefined) expect(message).toContain(wanted);
    }
    if (severity) expect(found.own.map((diagnostic) => levels[diagnostic.severity ?? 0])).toContain(severity);
    if (fix !== undefined) await this.#fix(found, fix, after, left, major);
    else expect(await this.#fixTitles(found)).toEqual([]);
    await this.server.close(found.path);
  }

  async isSilent(source: string, major: Major = 4): Promise<void> {
    const found = await this.#open(fileOf(source, major), major);
    expect(found.own.map(({ range, message }) => `${found.document.getText(range)}: ${message}`)).toEqual([]);
    await this.server.close(found.path);
  }

  /** Titles of everything that is offered at the first finding. */
  async actionTitles(marked: string, major: Major = 4): Promise<string[]> {
    const found = await this.#open(unmarked(fileOf(marked, major)).text, major);
    const titles = (await this.#actions(found)).map(({ title }) => title);
    await this.server.close(found.path);
    return titles;
  }

  async #open(text: string, major: Major): Promise<Found> {
    this.#cases += 1;
    const path = `v${major}/case-${this.#cases}.ts`;
    await this.server.open(path, text);
    return this.#found(path, text, 1);
  }

  async #found(path: string, text: string, version: number): Promise<Found> {
    const uri = this.server.uri(path);
    const { diagnostics } = await this.server.notified(
      published,
      (params) => params.uri === uri && params.version === version,
    );
    return {
      path,
      document: TextDocument.create(uri, 'typescript', version, text),
      own: diagnostics.filter(({ code }) => code === this.#code),
    };
  }

  async #actions({ document, own: [first] }: Found): Promise<CodeAction[]> {
    if (!first) return [];
    const actions = await this.server.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: document.uri },
      range: { start: first.range.start, end: first.range.start },
      context: { diagnostics: [first], only: ['quickfix'] },
    });
    return actions.filter(({ diagnostics }) => diagnostics?.some(({ code }) => code === this.#code));
  }

  async #fixTitles(found: Found): Promise<string[]> {
    const titles = (await this.#actions(found)).map(({ title }) => title);
    return titles.filter((title) => !title.startsWith('Disable ') && !title.startsWith('Fix all '));
  }

  async #fix(found: Found, title: string, after = '', left: number, major: Major): Promise<void> {
    const actions = await this.#actions(found);
    const action = actions.find((each) => each.title === title);
    expect(action?.title, `of ${actions.map((each) => each.title).join(' | ')}`).toBe(title);
    const edits = action?.edit?.changes?.[found.document.uri] ?? [];
    const text = TextDocument.applyEdits(found.document, edits);
    expect(text).toBe(fileOf(after, major));
    const version = await this.server.change(found.path, text);
    const fixed = await this.#found(found.path, text, version);
    expect(fixed.own.map(({ message }) => message)).toHaveLength(left);
  }
}

interface Found {
  path: string;
  document: TextDocument;
  /** Diagnostics of the rule that is being tested. */
  own: Diagnostic[];
}

function fileOf(source: string, major: Major): string {
  const imported = `import { inngest } from './client';\n`;
  if (/^import /m.test(source)) return source;
  if (source.includes('createFunction')) return `${imported}${source}`;
  return `${imported}export const fn = ${heads[major]}\n${source}\n});\n`;
}

function unmarked(marked: string): { text: string; ranges: [number, number][] } {
  const ranges: [number, number][] = [];
  const open: number[] = [];
  let text = '';
  for (const piece of marked.split(/(\[\||\|\])/)) {
    if (piece === '[|') open.push(text.length);
    else if (piece === '|]') ranges.push([open.pop() ?? 0, text.length]);
    else text += piece;
  }
  return { text, ranges: ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]) };
}
