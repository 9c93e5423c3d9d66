/** The severity of each code: the editor's settings or the command line's options over the rules' defaults. */

import { isRecord } from '../values/records.ts';
import { type Severity, severities } from './model/rule.ts';
import { ruleHeads } from './registry.ts';

export type Severities = ReadonlyMap<string, Severity>;

/** From settings of any shape: unknown codes and severities are ignored. */
export function severitiesFrom(settings: unknown): Severities {
  const given = new Map<string, Severity>();
  if (!isRecord(settings)) return given;
  for (const [code, value] of Object.entries(settings)) {
    const severity = severities.find((name) => name === value);
    if (severity && ruleHeads.has(code)) given.set(code, severity);
  }
  return given;
}

interface Judged {
  readonly code: string;
  readonly severity?: Severity;
  readonly isDoubtful?: true;
}

/** A finding that asks for a lower severity never gets a higher one. */
export function severityOf({ code, severity: wanted, isDoubtful }: Judged, given: Severities): Severity {
  if (isDoubtful && !given.has(code)) return 'off';
  const usual = given.get(code) ?? ruleHeads.get(code)?.defaultSeverity ?? 'information';
  if (wanted === undefined) return usual;
  return severities.indexOf(wanted) > severities.indexOf(usual) ? wanted : usual;
}
