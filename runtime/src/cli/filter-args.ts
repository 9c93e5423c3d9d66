/** Options that say which runs a command means; the same for listing, cancelling and rerunning. */
import { messageOf } from '../contract/error-text.ts';
import { isNarrow, type RunFilter, runStatuses } from '../contract/run-filter.ts';
import { oneOf, UsageError } from '../options.ts';
import { runMatcher } from '../search/run-matcher.ts';

export const filterOptions = {
  function: { type: 'string', multiple: true },
  status: { type: 'string', multiple: true },
  event: { type: 'string', multiple: true },
  text: { type: 'string' },
  where: { type: 'string' },
} as const;

export interface FilterValues {
  function?: string[];
  status?: string[];
  event?: string[];
  text?: string;
  where?: string;
}

export const filterHelp = `Filters (of list, cancel and rerun; repeat --function, --status and --event for any of several):
  --function ID         only runs of this function, by its ID or name
  --status STATUS       only runs with this status: queued, running, waiting, sleeping, completed, failed, cancelled
  --event NAME          only runs that this event started
  --text TEXT           only runs with this text in their names, IDs, events, inputs, results or errors
  --where EXPRESSION    only runs for which this is true, such as 'output.count > 3', 'event.data.user_id == "ada"',
                        'error.message.contains("timeout")' or 'steps.exists(s, s.name == "charge" && s.attempts > 1)'.
                        Variables: event, output, error, steps (id, name, status, attempts, output, error) and run (id,
                        status, functionId, functionName, appId, eventName, attempts, duration, queuedAt, startedAt,
                        endedAt)
`;

/** @param statuses those that make sense. @throws UsageError */
export function readFilterArgs(values: FilterValues, statuses = runStatuses): RunFilter {
  const { function: functionId, status, event, text, where } = values;
  const filter: RunFilter = {
    ...(functionId === undefined ? {} : { functionId }),
    ...(status === undefined ? {} : { status: status.map((each) => oneOf('--status', each, statuses)) }),
    ...(event === undefined ? {} : { event }),
    ...(text === undefined ? {} : { text }),
    ...(where === undefined ? {} : { where }),
  };
  try {
    runMatcher(filter, 0);
  } catch (error) {
    throw new UsageError(`--where: ${messageOf(error)}.`);
  }
  return filter;
}

/** @throws UsageError when it would mean all runs. */
export function requireNarrow(filter: RunFilter, what: string): RunFilter {
  if (isNarrow(filter)) return filter;
  throw new UsageError(`Specify a run, or ${what}.`);
}
