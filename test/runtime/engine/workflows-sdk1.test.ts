import { describe } from 'vitest';
import { specifyWorkflows } from '../../support/sdk/workflow-suite.ts';

describe('SDK 1', () => specifyWorkflows(1));
