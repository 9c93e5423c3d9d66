/**
 * Inside each folder, imports run downwards, values and types alike: a room knows nothing of those above it. The lists
 * go from the bottom to the top; files in the root of `src` are rooms of their own. ARCHITECTURE.md says what each is.
 */
import { expect, test } from 'vitest';
import { filesBelow, importsOf, isCode } from './source-files.ts';

const rooms: Record<string, string[]> = {
  server: [
    ...[
      'workflow-graph.ts',
      'markdown.ts',
      'values',
      'syntax',
      'definitions',
      'evaluation',
      'graph',
      'schema',
      'events',
    ],
    ...['workspace', 'rules/model', 'rules/facts', 'rules/fixes', 'rules/forms', 'rules'],
    ...['event-map.ts', 'protocol.ts', 'payload', 'features/cursor', 'features/describe', 'features'],
    ...['features/completion', 'map', 'lsp', 'cli', 'cli.ts', 'compile-cache.ts', 'main.ts'],
  ],
  runtime: [
    ...[
      'contract',
      'history',
      'text',
      'version.ts',
      'clock.ts',
      'controlled-clock.ts',
      'notices.ts',
      'small-heap.ts',
      'stop-signals.ts',
      'process-start.ts',
      'imported',
    ],
    ...['load-package.ts', 'sdk-protocol', 'expressions', 'queue', 'transport', 'journal', 'housekeeping'],
    'search',
    ...[
      'engine/state',
      'engine/decisions',
      'engine/explain',
      'engine',
      'registration',
      'discovery',
      'realtime',
    ],
    ...['connect', 'host', 'apps', 'http', 'client', 'data-folder.ts', 'options.ts', 'process-options.ts'],
    ...['runtime-options.ts', 'runtime.ts', 'compose-apps.ts', 'run-process.ts', 'cli', 'main.ts', 'cli.ts'],
  ],
  webview: [
    ...['l10n.ts', 'channel.ts', 'layout', 'overlay', 'moment-protocol.ts', 'protocol.ts', 'map-protocol.ts'],
    'run-protocol.ts',
    'comparison-protocol.ts',
    ...[
      'view/draw',
      'view',
      'timeline',
      'values',
      'inspector',
      'graph',
      'map',
      'run',
      'comparison',
      'panel-html.ts',
    ],
    'public.ts',
    ...['main.tsx', 'run-main.tsx', 'dev'],
  ],
  extension: [
    ...[
      'actionable-error.ts',
      'l10n.ts',
      'disposables.ts',
      'settings-table.ts',
      'log.ts',
      'settings.ts',
      'format',
      'state-icon.ts',
      'server',
    ],
    ...[
      'runtime',
      'graphs',
      'inline',
      'problems',
      'panels',
      'views',
      'send-event',
      'context.ts',
      'activation-gate.ts',
    ],
    ...['commands', 'activate.ts', 'cli'],
  ],
};

/** The index of the innermost room of a file; -1 when it is in none. */
function levelOf(folder: string, file: string): number {
  const inside = file.slice(`${folder}/src/`.length);
  const order = rooms[folder] ?? [];
  const found = order.filter((room) => inside === room || inside.startsWith(`${room}/`));
  const innermost = found.reduce((longest, room) => (room.length > longest.length ? room : longest), '');
  return order.indexOf(innermost);
}

const folders = Object.keys(rooms);
const filesOf = (folder: string) => filesBelow(`${folder}/src`).filter(isCode);

test.each(folders)('every file of %s is in a room, and every room has files', (folder) => {
  const levels = filesOf(folder).map((file) => levelOf(folder, file));
  expect(filesOf(folder).filter((_, index) => levels[index] === -1)).toEqual([]);
  expect(rooms[folder]!.filter((_, level) => !levels.includes(level))).toEqual([]);
});

test.each(folders)('no import of %s runs upwards', (folder) => {
  const upwards = filesOf(folder).flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith(`${folder}/src/`))
      .filter((target) => levelOf(folder, target) > levelOf(folder, file))
      .map((target) => `${file} imports ${target}`),
  );
  expect(upwards).toEqual([]);
});
