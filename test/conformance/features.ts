/** The rows of the conformance table, by subject. */
import { alikeInVariants } from './feature.ts';
import { checkpointing } from './features/checkpointing.ts';
import { ends } from './features/ends.ts';
import { errors } from './features/errors.ts';
import { flowControl } from './features/flow-control.ts';
import { invoke } from './features/invoke.ts';
import { newer } from './features/newer.ts';
import { parallel } from './features/parallel.ts';
import { realtime } from './features/realtime.ts';
import { registration } from './features/registration.ts';
import { steps } from './features/steps.ts';
import { transport } from './features/transport.ts';
import { triggers } from './features/triggers.ts';
import { waits } from './features/waits.ts';
import { workers } from './features/workers.ts';

export const features = [
  ...alikeInVariants([...registration, ...triggers]),
  ...steps,
  ...parallel,
  ...waits,
  ...invoke,
  ...errors,
  ...alikeInVariants([...ends, ...flowControl]),
  ...transport,
  ...checkpointing,
  ...newer,
  ...workers,
  ...alikeInVariants(realtime),
];
