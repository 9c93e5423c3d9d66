import { describe } from 'vitest';
import { specifyWorkflows } from '../../support/sdk/workflow-suite.ts';

describe('SDK 2', () => specifyWorkflows(2));
