import { describe } from 'vitest';
import { specifyEditedInput, specifyReruns } from '../../support/sdk/rerun-suite.ts';

describe('SDK 3', () => {
  specifyReruns(3);
  specifyEditedInput(3);
});
