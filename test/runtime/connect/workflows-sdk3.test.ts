import { describe } from 'vitest';
import { connectFunctions } from '../../support/sdk/sdk-worker.ts';
import { specifyWorkflows } from '../../support/sdk/workflow-suite.ts';

describe('SDK 3 over WebSocket', () => {
  specifyWorkflows(3, connectFunctions);
});
