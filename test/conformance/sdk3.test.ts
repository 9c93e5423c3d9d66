import { conform } from './feature.ts';
import { features } from './features.ts';
import { targets } from './targets.ts';

conform(targets.sdk3, features);
