import { describe } from 'vitest';
import { specifyWorkflows } from '../../support/workflow-suite.ts';

describe('SDK 1', () => specifyWorkflows(1));
