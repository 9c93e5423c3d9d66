import { describe } from 'vitest';
import { connectFunctions } from '../../support/sdk-worker.ts';
import { specifyWorkflows } from '../../support/workflow-suite.ts';

describe('SDK 3 over WebSocket', () => {
  specifyWorkflows(3, connectFunctions);
});
