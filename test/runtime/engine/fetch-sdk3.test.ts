import { describe } from 'vitest';
import { specifyFetches } from '../../support/sdk/fetch-suite.ts';

describe('SDK 3', () => {
  specifyFetches(3);
});
