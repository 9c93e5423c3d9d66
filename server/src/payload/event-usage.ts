/** What the code takes out of an event's data and puts into it, as a schema: a guess for events without declared types. */

import { type Schema, withoutMarks } from '../schema/json-schema.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { Sources } from '../syntax/sources.ts';
import { combined, Guess, sentByAll } from './guess.ts';
import { sentData } from './sent-data.ts';
import { takeUsedData } from './used-data.ts';

/** Null: nothing in the files takes anything out of the event, or sends anything with it. */
export function usedInFiles(event: string, files: readonly ParsedFile[], sources: Sources): Schema | null {
  const guess = new Guess();
  for (const file of files) takeUsedData(event, file, sources, guess);
  const sent = files.flatMap((file) => sentData(event, file, sources));
  if (guess.isEmpty && sent.length === 0) return null;
  const used: Schema = guess.isEmpty ? {} : guess.schema();
  return withoutMarks(combined(used, sent.length === 0 ? {} : sentByAll(sent)));
}

/** The same for one file. */
export function usedSchema(event: string, file: ParsedFile, sources: Sources): Schema | null {
  return usedInFiles(event, [file], sources);
}
