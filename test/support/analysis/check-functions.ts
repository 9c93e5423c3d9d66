/** Tests of finding functions read as: these files have these functions, there. */
import { expect } from 'vitest';
import type { FunctionDefinition } from '../../../server/src/definitions/function-definition.ts';
import { functionsIn } from '../../../server/src/definitions/functions.ts';
import type { Trigger } from '../../../server/src/workflow-graph.ts';
import { filesIn, learnWrappers, sourcesOf } from './check-graph.ts';

/** Functions of every file of a fixture, in the order of files and text. */
export function functionsOf(fixture: string): FunctionDefinition[] {
  const files = filesIn(fixture);
  const sources = sourcesOf(files);
  learnWrappers(files.keys(), sources);
  return [...files.keys()].flatMap((path) => {
    const file = /\.[cm]?[jt]sx?$/.test(path) ? sources.file(path) : null;
    return file ? functionsIn(file, sources) : [];
  });
}

/**
 * `id <- triggers`, one a line, after the path when it stands outside of the first file; `expected` may be indented.
 * What a function is placed at begins with the text after ` @ `, when that is given.
 */
export function checkFunctions(fixture: string, expected: string): FunctionDefinition[] {
  const found = functionsOf(fixture);
  const lines = expected
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const printed = found.map((definition, index) => {
    const place = lines[index]?.split(' @ ')[1];
    const text = definition.place.getText();
    const shown = place === undefined ? '' : ` @ ${text.startsWith(place) ? place : text}`;
    return printFunction(definition) + shown;
  });
  expect(printed).toEqual(lines);
  return found;
}

function printFunction({ id, file, triggers }: FunctionDefinition): string {
  const path = file.path === '/main.ts' ? '' : `${file.path} `;
  const starts = triggers.map(printTrigger).join(', ');
  return `${path}${id}${starts === '' ? '' : ` <- ${starts}`}`;
}

function printTrigger({ event, cron, if: condition }: Trigger): string {
  const start = event ?? `cron ${cron}`;
  return condition === undefined ? start : `${start} if ${condition}`;
}
