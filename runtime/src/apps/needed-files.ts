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
    .filter(({ text }) => definitionsIn(text)?.some(({ id }) => id === null || ids.has(id)) ?? true)
    .map(({ path }) => path);
}

interface Definition {
  /** Null: it does not say. */
  id: string | null;
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
  const isWanted = ({ id }: Definition) => id === null || wanted === id || wanted.endsWith(`-${id}`);
  return (definitions) => definitions?.some(isWanted) ?? true;
}

/** Where the handler begins. */
const handler = /=>|\bfunction\b|\basync\b/;
const triggerKey = /\b(?:event|cron)\s*:/g;
const literalTrigger = /\b(?:event|cron)\s*:\s*(?:'([^'\\]+)'|"([^"\\]+)"|`([^`\\$]+)`)\s*[,}\]\n]/g;
/** Triggers that are put together elsewhere, or options that are. */
const indirect = /\btriggers?\s*:(?!\s*[[{])|\.\.\.|\btriggers\s*[,}]|\b(?:event|cron)\s*[,}]/;
const literalId = /\bid\s*:\s*(?:'([^'\\]+)'|"([^"\\]+)"|`([^`\\$]+)`)/;

/** Null when a definition is not fully written out where the function is created. */
function definitionsIn(text: string): Definition[] | null {
  const [, ...regions] = text.split(/\bcreateFunction\b/);
  const calls = regions.filter((region) => /^\s*(?:<[^()]*>)?\s*\(/.test(region));
  if (calls.length === 0 || calls.length < regions.length) return null;
  const definitions = calls.map(definitionOf);
  return definitions.every((each) => each !== null) ? definitions : null;
}

function definitionOf(region: string): Definition | null {
  const end = handler.exec(region)?.index;
  if (end === undefined) return null;
  const head = region.slice(0, end);
  if (!/^\s*(?:<[^()]*>)?\s*\(\s*\{/.test(head) || endsCall(head)) return null;
  const triggers = [...head.matchAll(literalTrigger)].map(literalOf);
  const keys = head.match(triggerKey)?.length ?? 0;
  if (triggers.length === 0 || keys > triggers.length || indirect.test(head)) return null;
  const id = literalId.exec(head);
  return { id: id && literalOf(id), triggers };
}

/** Whether the call is over before any handler: that is defined elsewhere. */
function endsCall(head: string): boolean {
  let depth = 0;
  for (const char of head) {
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return true;
  }
  return false;
}

function literalOf([, single, double, template]: RegExpExecArray): string {
  return single ?? double ?? template ?? '';
}

function literalsIn(text: string): string[] {
  return [...text.matchAll(/'([^'\\\n]+)'|"([^"\\\n]+)"|`([^`\\$\n]+)`/g)].map(literalOf);
}
