/** What `steplight runs rerun` is told about where to begin, and with what. */
import type { RerunBody } from '../contract/api.ts';
import { UsageError } from '../process-options.ts';

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
    throw new UsageError('--from or --from-failure, not both.');
  return {
    ...(from === undefined ? {} : { from: { step: from } }),
    ...(values['from-failure'] ? { from: 'failure' as const } : {}),
    ...(input === undefined ? {} : { input: argumentsOf(input) }),
    ...(output === undefined ? {} : { outputs: Object.fromEntries(output.map(resultOf)) }),
  };
}

/** One argument need not be in an array. */
function argumentsOf(text: string): unknown[] {
  const value = parsed('--input', text);
  return Array.isArray(value) ? value : [value];
}

function resultOf(text: string): [string, unknown] {
  const end = text.indexOf('=');
  if (end < 1) throw new UsageError('--output: say STEP=JSON, e.g. --output price=20.');
  return [text.slice(0, end), parsed('--output', text.slice(end + 1))];
}

function parsed(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${option}: "${text}" is no JSON.`);
  }
}
