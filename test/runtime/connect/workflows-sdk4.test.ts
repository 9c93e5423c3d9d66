import { describe } from 'vitest';
import { connectFunctions } from '../../support/sdk/sdk-worker.ts';
import { specifyWorkflows } from '../../support/sdk/workflow-suite.ts';

describe('SDK 4 over WebSocket', () => {
  specifyWorkflows(4, connectFunctions);
});
