import { describe } from 'vitest';
import { specifyEditedInput, specifyReruns } from '../../support/rerun-suite.ts';

describe('SDK 3', () => {
  specifyReruns(3);
  specifyEditedInput(3);
});
