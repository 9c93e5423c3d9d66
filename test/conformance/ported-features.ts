/** The rows of the conformance table that are checked in every language, by subject. */
import { ends } from './ported/ends.ts';
import { errors } from './ported/errors.ts';
import { flowControl } from './ported/flow-control.ts';
import { invoke } from './ported/invoke.ts';
import { parallel } from './ported/parallel.ts';
import { steps } from './ported/steps.ts';
import { triggers } from './ported/triggers.ts';
import { waits } from './ported/waits.ts';

export const portedFeatures = [
  ...triggers,
  ...steps,
  ...parallel,
  ...waits,
  ...invoke,
  ...errors,
  ...ends,
  ...flowControl,
];
