/** `steplight runs prune`. */

import { systemClock } from '../../clock.ts';
import type { PruneResponse } from '../../contract/api.ts';
import { Housekeeper } from '../../housekeeping/housekeeper.ts';
import type { Retention } from '../../housekeeping/retention.ts';
import { exitCodes } from '../../options.ts';
import { readRetention } from '../../process-options.ts';
import { countText } from '../../text/count.ts';
import type { CommandContext } from '../command-io.ts';
import { findRuntime } from '../runtime-connection.ts';
import { dataFolderOf, withJournal } from '../stored-journal.ts';

export interface PruneArgs {
  keep?: string | undefined;
  'keep-size'?: string | undefined;
  'dry-run'?: boolean | undefined;
  json?: boolean | undefined;
  'data-folder'?: string | undefined;
}

export async function prune(args: PruneArgs, io: CommandContext): Promise<number> {
  const retention = readRetention(args.keep, args['keep-size']);
  const dryRun = args['dry-run'] ?? false;
  const found = findRuntime(io, args['data-folder']);
  const counts = found
    ? await found.client.prune({ ...retention, dryRun })
    : await pruneFile(retention, dryRun, args['data-folder'], io);
  if (args.json) io.out(`${JSON.stringify(counts)}\n`);
  else io.out(`${pruneText(counts, dryRun)}\n`);
  return exitCodes.ok;
}

async function pruneFile(
  retention: Retention,
  dryRun: boolean,
  data: string | undefined,
  io: CommandContext,
): Promise<PruneResponse> {
  const counts = await withJournal(dataFolderOf(io, data), io, async (journal) => {
    const housekeeper = new Housekeeper({ journal, clock: systemClock, retention });
    return dryRun
      ? { ...housekeeper.estimate(retention), events: 0 }
      : housekeeper.prune(retention, () => Promise.resolve());
  });
  return counts ?? { runs: 0, events: 0 };
}

function pruneText({ runs, events }: PruneResponse, dryRun: boolean): string {
  if (dryRun) return `This would remove ${countText(runs, 'run')}.`;
  return runs + events === 0
    ? 'Nothing to remove.'
    : `Removed ${countText(runs, 'run')} and ${countText(events, 'event')}.`;
}
