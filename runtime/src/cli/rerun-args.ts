/** Options of `steplight runs rerun`: where to start, and with which values. */
import type { RerunBody } from '../contract/api.ts';
import { invalid, json, UsageError } from '../options.ts';

export interface RerunValues {
  from?: string;
  'from-failure'?: boolean;
  input?: string;
  output?: string[];
}

/** @throws UsageError */
export function readRerunArgs(values: RerunValues): RerunBody {
  const { from, input, output } = values;
  if (from !== undefined && values['from-failure'])
    throw new UsageError('--from and --from-failure cannot be combined.');
  return {
    ...(from === undefined ? {} : { from: { step: from } }),
    ...(values['from-failure'] ? { from: 'failure' as const } : {}),
    ...(input === undefined ? {} : { input: argumentsOf(input) }),
    ...(output === undefined ? {} : { outputs: Object.fromEntries(output.map(resultOf)) }),
  };
}

/** A single argument need not be in an array. */
function argumentsOf(text: string): unknown[] {
  const value = json('--input', text);
  return Array.isArray(value) ? value : [value];
}

function resultOf(text: string): [string, unknown] {
  const end = text.indexOf('=');
  if (end < 1) throw invalid('--output', 'STEP=JSON, such as price=20');
  return [text.slice(0, end), json('--output', text.slice(end + 1))];
}
