import { describe } from 'vitest';
import { specifyPublishing } from '../../support/sdk/realtime-suite.ts';

describe('SDK 3', () => {
  specifyPublishing(3);
});
