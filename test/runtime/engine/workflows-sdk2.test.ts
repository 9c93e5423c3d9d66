import { describe } from 'vitest';
import { specifyWorkflows } from '../../support/workflow-suite.ts';

describe('SDK 2', () => specifyWorkflows(2));
