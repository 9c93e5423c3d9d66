/** A finding with its code and severity: what diagnostics, code actions and `steplight check` show. */
import type { BuiltFunction } from '../graph/build-graph.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note } from '../workflow-graph.ts';
import { FunctionContext } from './facts/function-context.ts';
import { isSuppressed } from './facts/suppression.ts';
import type { FileContext, Finding, Severity, WorkspaceFacts } from './model/rule.ts';
import { spanOfRange } from './model/span.ts';
import { ruleCodes, rules } from './registry.ts';
import { type Severities, severityOf } from './severities.ts';

/** What a rule or the analysis found, before settings apply. */
export interface Coded extends Finding {
  readonly code: string;
}

export interface Problem extends Omit<Coded, 'severity'> {
  readonly severity: Exclude<Severity, 'off'>;
}

export type RuleGroup = 'function' | 'workspace';

/** Called when a rule fails. It reports nothing for that function; the other rules carry on. */
export type RuleFailed = (code: string, error: unknown) => void;

/**
 * All findings of a group of rules for one function and its failure handler. Yields after each rule: the
 * caller decides when to go on.
 */
export function* findings(
  built: BuiltFunction,
  group: RuleGroup,
  sources: Sources,
  workspace: WorkspaceFacts,
  failed: RuleFailed,
): Generator<Coded[]> {
  // What a wrapper or loop gave the function is known while rules look.
  const context = new FunctionContext(built, sources.with(built.definition.bindings), workspace);
  for (const rule of rules) {
    if ((rule.looksAt ?? 'function') === group) yield coded(rule.code, () => rule.check(context), failed);
  }
  if (group === 'function') yield built.graph.notes.flatMap((note) => ofNote(note, sources));
  if (built.onFailure) yield* findings(built.onFailure, group, sources, workspace, failed);
}

/** What rules find in a file as a whole. */
export function fileFindings(context: FileContext, failed: RuleFailed): Coded[] {
  return rules.flatMap(({ code, checkFile }) => coded(code, () => checkFile?.(context) ?? [], failed));
}

function coded(code: string, find: () => Iterable<Finding>, failed: RuleFailed): Coded[] {
  try {
    return Array.from(find(), (finding) => ({ ...finding, code }));
  } catch (error) {
    failed(code, error);
    return [];
  }
}

/** A Note as a finding; none when a rule speaks for it. Its file is absolute, as the builder makes it. */
export function ofNote(note: Note, sources: Sources): Coded[] {
  if (ruleCodes.has(note.code)) return [];
  const file = sources.file(note.file);
  return file ? [{ code: note.code, message: note.message, at: spanOfRange(file, note.range) }] : [];
}

/** Each place once, by position, without what is switched off or suppressed. */
export function problemsFrom(found: Iterable<Coded>, given: Severities): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const finding of found) {
    const severity = severityOf(finding, given);
    if (severity === 'off' || isSuppressed(finding.code, finding.at)) continue;
    const { file, start, end } = finding.at;
    const key = `${finding.code} ${start} ${end} ${file.path}`;
    if (seen.has(key)) continue;
    seen.add(key);
    problems.push({ ...finding, severity });
  }
  return problems.sort(
    (a, b) => a.at.file.path.localeCompare(b.at.file.path) || a.at.start - b.at.start || a.at.end - b.at.end,
  );
}
