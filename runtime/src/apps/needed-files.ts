/**
 * Which files have to be loaded, by their text: loading a file runs what it does at its top level, so those are left alone whose
 * functions have nothing to do with what is asked for. A file that leaves a doubt is needed. Pure.
 */
import { triggerNames } from '../engine/decisions/triggers.ts';
import type { Need } from '../engine/state/function-directory.ts';
import type { FunctionFile } from './host-coverage.ts';

/** Functions with these triggers are started without anybody asking for them. */
const internalEvent = /^inngest\//;

export function neededFiles(files: readonly FunctionFile[], need: Need | null): string[] {
  if (need === null) return files.map(({ path }) => path);
  const isNeeded = 'event' in need ? needsEvent(need.event) : needsFunction(need.functionId);
  return files.filter(({ text }) => isNeeded(definitionsIn(text))).map(({ path }) => path);
}

/** The files that define functions which loaded code refers to by their IDs, in a call of `referenceFunction`. */
export function referencedFiles(files: readonly FunctionFile[], loaded: readonly string[]): string[] {
  const references = loaded.filter((text) => text.includes('referenceFunction'));
  if (references.length === 0) return [];
  const ids = new Set(references.flatMap((text) => literalsIn(text)));
  return files
    .filter(
      ({ text }) =>
        definitionsIn(text)?.some((each) => each.ids.length === 0 || each.ids.some((id) => ids.has(id))) ??
        true,
    )
    .map(({ path }) => path);
}

interface Definition {
  /** What may be its ID; empty: it does not say. */
  ids: string[];
  /** Names of events and schedules. */
  triggers: string[];
}

/** Null: in doubt. */
type Check = (definitions: Definition[] | null) => boolean;

function needsEvent(event: string): Check {
  const names = new Set(triggerNames(event));
  const isNeeded = (trigger: string) => names.has(trigger) || internalEvent.test(trigger);
  return (definitions) => definitions?.some(({ triggers }) => triggers.some(isNeeded)) ?? true;
}

function needsFunction(functionId: string): Check {
  const wanted = functionId.replace(/-failure$/, '');
  const isWanted = ({ ids }: Definition) =>
    ids.length === 0 || ids.some((id) => wanted === id || wanted.endsWith(`-${id}`));
  return (definitions) => definitions?.some(isWanted) ?? true;
}

const triggerKey = /\b(?:event|cron)\s*(?=[:,}])/g;
const literalTrigger = /\b(?:event|cron)\s*:\s*(?:'([^'\\]+)'|"([^"\\]+)"|`([^`\\$]+)`)\s*[,}\]]/g;
const triggersKey = /\btriggers\b/;
const idKey = /\bid\b(?=\s*[:,}])/g;
const literalId = /\bid\s*:\s*(?:'([^'\\]+)'|"([^"\\]+)"|`([^`\\$]+)`)/g;

/** Null when a definition is not fully written out where the function is created. */
function definitionsIn(text: string): Definition[] | null {
  const [, ...regions] = text.split(/\bcreateFunction\b/);
  const calls = regions.filter((region) => /^\s*(?:<[^()]*>)?\s*\(/.test(region));
  if (calls.length === 0 || calls.length < regions.length) return null;
  const definitions = calls.map(definitionOf);
  return definitions.every((each) => each !== null) ? definitions : null;
}

/** @param region the text after the name of the method. */
function definitionOf(region: string): Definition | null {
  const start = /^\s*(?:<[^()]*>)?\s*\(\s*(?=\{)/.exec(region)?.[0].length;
  const end = start === undefined ? null : closingIndex(region, start);
  if (start === undefined || end === null) return null;
  const options = region.slice(start, end);
  // Spread options may bring triggers and an ID.
  if (options.includes('...')) return null;
  const triggers = triggersIn(
    triggersKey.test(options) ? valueOfTriggers(options) : secondArgument(region, end),
  );
  if (triggers === null) return null;
  const ids = [...options.matchAll(literalId)].map(literalOf);
  return { ids: (options.match(idKey)?.length ?? 0) === ids.length ? ids : [], triggers };
}

function valueOfTriggers(options: string): string | null {
  return bracketed(options, /\btriggers\s*:\s*(?=[[{])/);
}

/** Of SDK 1 to 3. */
function secondArgument(region: string, end: number): string | null {
  return bracketed(region.slice(end), /^\s*,\s*(?=[[{])/);
}

function bracketed(text: string, before: RegExp): string | null {
  const match = before.exec(text);
  if (!match) return null;
  const start = match.index + match[0].length;
  const end = closingIndex(text, start);
  return end === null ? null : text.slice(start, end);
}

/** Null when they are not literals. */
function triggersIn(text: string | null): string[] | null {
  if (text === null || text.includes('...')) return null;
  const triggers = [...text.matchAll(literalTrigger)].map(literalOf);
  return triggers.length > 0 && text.match(triggerKey)?.length === triggers.length ? triggers : null;
}

/** The index after the bracket that closes the one at `start`; null: none does. */
function closingIndex(text: string, start: number): number | null {
  let depth = 0;
  const token = /["'`]|[([{]|[)\]}]/g;
  token.lastIndex = start;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [char] = match;
    if (/["'`]/.test(char)) {
      const end = closingQuote(text, match.index, char);
      if (end === null) return null;
      token.lastIndex = end;
    } else if (/[([{]/.test(char)) depth++;
    else if (--depth === 0) return token.lastIndex;
  }
  return null;
}

function closingQuote(text: string, start: number, quote: string): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    // An apostrophe in a comment.
    else if (text[at] === '\n' && quote !== '`') return null;
    else if (text[at] === quote) return at + 1;
  }
  return null;
}

function literalOf([, single, double, template]: RegExpExecArray): string {
  return single ?? double ?? template ?? '';
}

function literalsIn(text: string): string[] {
  return [...text.matchAll(/'([^'\\\n]+)'|"([^"\\\n]+)"|`([^`\\$\n]+)`/g)].map(literalOf);
}
