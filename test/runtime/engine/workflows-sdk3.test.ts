import { describe } from 'vitest';
import { specifyNewerTools, specifyWorkflows } from '../../support/workflow-suite.ts';

describe('SDK 3', () => {
  specifyWorkflows(3);
  specifyNewerTools(3);
});
