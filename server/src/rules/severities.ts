/** How loud each code is: the settings of the editor or the options of the command line over the rules' own defaults. */

import { type Severity, severities } from './model/rule.ts';
import { ruleHeads } from './registry.ts';

export type Severities = ReadonlyMap<string, Severity>;

/** From settings of any shape: what is no known code or no severity is left out. */
export function severitiesFrom(settings: unknown): Severities {
  const given = new Map<string, Severity>();
  if (typeof settings !== 'object' || settings === null) return given;
  for (const [code, value] of Object.entries(settings)) {
    const severity = severities.find((name) => name === value);
    if (severity && ruleHeads.has(code)) given.set(code, severity);
  }
  return given;
}

/** A finding that is milder than usual never becomes louder than it wants to be. */
export function severityOf(
  { code, severity: wanted }: { readonly code: string; readonly severity?: Severity },
  given: Severities,
): Severity {
  const usual = given.get(code) ?? ruleHeads.get(code)?.defaultSeverity ?? 'information';
  if (wanted === undefined) return usual;
  return severities.indexOf(wanted) > severities.indexOf(usual) ? wanted : usual;
}
