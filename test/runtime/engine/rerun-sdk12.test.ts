import { describe } from 'vitest';
import { specifyReruns } from '../../support/sdk/rerun-suite.ts';

describe('SDK 1', () => specifyReruns(1));
describe('SDK 2', () => specifyReruns(2));
