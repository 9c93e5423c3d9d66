import { describe } from 'vitest';
import { connectFunctions } from '../../support/sdk-worker.ts';
import { specifyWorkflows } from '../../support/workflow-suite.ts';

describe('SDK 4 over WebSocket', () => {
  specifyWorkflows(4, connectFunctions);
});
