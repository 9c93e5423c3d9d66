import { describe } from 'vitest';
import { specifyWorkers } from '../../support/worker-suite.ts';

describe('SDK 4', () => {
  specifyWorkers(4);
});
