/** Public module for the terminal: the commands, and the analysis as a function. */
export { analyse } from './cli/analyse.ts';
export { runCheckCommand } from './cli/check-command.ts';
export { runEventsCommand } from './cli/events-command.ts';
export { onlyFunction, runGraphCommand } from './cli/graph-command.ts';
export { runLspCommand } from './cli/lsp-command.ts';
export { type MapPicture, runMapCommand } from './cli/map-command.ts';
export type { CommandIo } from './cli/paths-command.ts';
