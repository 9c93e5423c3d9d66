import { describe } from 'vitest';
import {
  specifyLargeState,
  specifyNewerTools,
  specifyOutage,
  specifyWorkflows,
} from '../../support/sdk/workflow-suite.ts';

describe('SDK 4', () => {
  specifyWorkflows(4);
  specifyNewerTools(4);
  specifyLargeState(4);
  specifyOutage(4);
});
