import { describe } from 'vitest';
import { specifyWorkers } from '../../support/sdk/worker-suite.ts';

describe('SDK 4', () => {
  specifyWorkers(4);
});
