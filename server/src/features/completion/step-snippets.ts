/** After `step.`: whole calls with their places to fill. The names of the tools alone are TypeScript's to give. */
import { ts } from 'ts-morph';
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { functionsIn } from '../../definitions/functions.ts';
import { CodeOwners } from '../../events/code-owners.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { SdkMajor } from '../../syntax/sdk-version.ts';
import type { Sources } from '../../syntax/sources.ts';
import { nodeAtOffset } from '../cursor/syntax-at.ts';

interface Snippet {
  label: string;
  /** ‹Places to fill›, in their order; ‹› is where the cursor ends. */
  text: string;
  what: string;
}

const modern: readonly Snippet[] = [
  {
    label: "run('id', async () => …)",
    text: "run('‹id›', async () => {\n\t‹›\n})",
    what: 'Runs code, stores its result, and retries it independently.',
  },
  {
    label: "sleep('id', '1h')",
    text: "sleep('‹id›', '‹1h›')",
    what: 'The function is suspended until then.',
  },
  {
    label: "sleepUntil('id', date)",
    text: "sleepUntil('‹id›', ‹date›)",
    what: 'The function is suspended until then.',
  },
  {
    label: "waitForEvent('id', { event, timeout, match })",
    text: "waitForEvent('‹id›', {\n\tevent: '‹event›',\n\ttimeout: '‹1d›',\n\tmatch: '‹data.id›',\n})",
    what: 'Returns the event, or null on timeout.',
  },
  {
    label: "sendEvent('id', { name, data })",
    text: "sendEvent('‹id›', {\n\tname: '‹event›',\n\tdata: { ‹› },\n})",
    what: 'Sends once, regardless of retries.',
  },
  {
    label: "invoke('id', { function, data })",
    text: "invoke('‹id›', {\n\tfunction: ‹other›,\n\tdata: { ‹› },\n\ttimeout: '‹1h›',\n})",
    what: 'Invokes another function and waits for its result.',
  },
];

/** SDK 0 to 2 name steps by what they do. */
const legacy: readonly Snippet[] = [
  {
    label: "run('Name', async () => …)",
    text: "run('‹Name›', async () => {\n\t‹›\n})",
    what: 'Runs code, stores its result, and retries it independently.',
  },
  { label: "sleep('1h')", text: "sleep('‹1h›')", what: 'The function is suspended until then.' },
  {
    label: "waitForEvent('event', { timeout, match })",
    text: "waitForEvent('‹event›', {\n\ttimeout: '‹1d›',\n\tmatch: '‹data.id›',\n})",
    what: 'Returns the event, or null on timeout.',
  },
  {
    label: 'sendEvent({ name, data })',
    text: "sendEvent({\n\tname: '‹event›',\n\tdata: { ‹› },\n})",
    what: 'Sends once, regardless of retries.',
  },
];

export function stepSnippets(file: ParsedFile, offset: number, sources: Sources): CompletionItem[] {
  const typed = /\bstep\.(\w*)$/.exec(file.text.slice(Math.max(0, offset - 60), offset))?.[1];
  if (typed === undefined) return [];
  const node = nodeAtOffset(file, offset);
  const access = ts.isPropertyAccessExpression(node) ? node : node.parent;
  if (!access || !ts.isPropertyAccessExpression(access) || !isStep(access.expression)) return [];
  const owner = new CodeOwners(functionsIn(file, sources), file, sources).ownerOf(access);
  if (!owner) return [];
  const range = { start: file.positionAt(offset - typed.length), end: file.positionAt(offset) };
  const start = file.positionAt(access.getStart(file.tree));
  return snippetsFor(owner.major).map(({ label, text, what }) => ({
    label,
    kind: CompletionItemKind.Snippet,
    documentation: what,
    insertTextFormat: InsertTextFormat.Snippet,
    // Behind the names alone.
    sortText: `~${label}`,
    filterText: label.slice(0, label.indexOf('(')),
    textEdit: { range, newText: numbered(text) },
    ...(isStatement(access)
      ? { additionalTextEdits: [{ range: { start, end: start }, newText: 'await ' }] }
      : {}),
  }));
}

function numbered(text: string): string {
  let place = 0;
  return text.replace(/‹([^›]*)›/g, (_, name: string) => {
    if (name === '') return '$0';
    place += 1;
    return `\${${place}:${name}}`;
  });
}

function snippetsFor(major: SdkMajor | null): readonly Snippet[] {
  return major !== null && major <= 2 ? legacy : modern;
}

function isStep(expression: ts.Expression): boolean {
  if (ts.isIdentifier(expression)) return expression.text === 'step';
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'step';
}

/** Alone on its line, where only `await` makes it count. */
function isStatement(access: ts.Expression): boolean {
  return ts.isExpressionStatement(access.parent);
}
