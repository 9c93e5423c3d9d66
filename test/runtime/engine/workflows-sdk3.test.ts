import { describe } from 'vitest';
import { specifyLargeState, specifyNewerTools, specifyWorkflows } from '../../support/sdk/workflow-suite.ts';

describe('SDK 3', () => {
  specifyWorkflows(3);
  specifyNewerTools(3);
  specifyLargeState(3);
});
