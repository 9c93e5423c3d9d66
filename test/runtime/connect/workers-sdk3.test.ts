import { describe } from 'vitest';
import { specifyWorkers } from '../../support/sdk/worker-suite.ts';

describe('SDK 3', () => {
  specifyWorkers(3);
});
