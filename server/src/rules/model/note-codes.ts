/**
 * Notes of the analysis itself. Most mean that a part of the graph
 * could not be drawn; they are hints, since the code may be perfectly fine.
 */
import type { RuleHead } from './rule.ts';

export const noteCodes: readonly RuleHead[] = [
  {
    code: 'analysis-failed',
    title: 'Analysis of a function failed',
    defaultSeverity: 'warning',
  },
  {
    code: 'unknown-trigger',
    title: 'Trigger cannot be resolved',
    defaultSeverity: 'off',
  },
  {
    code: 'unresolved-handler',
    title: 'Handler cannot be resolved',
    defaultSeverity: 'hint',
  },
  {
    code: 'wrapped-handler',
    title: 'Handler wrapped by another function',
    defaultSeverity: 'off',
  },
  {
    code: 'unresolved-helper',
    title: 'Helper with steps cannot be resolved',
    defaultSeverity: 'hint',
  },
  {
    code: 'unknown-callback',
    title: 'Callback with steps may run any number of times',
    defaultSeverity: 'off',
  },
  {
    code: 'recursive-helper',
    title: 'Recursive helper whose steps are drawn once',
    defaultSeverity: 'hint',
  },
  {
    code: 'too-deep',
    title: 'Helpers nested too deeply to draw',
    defaultSeverity: 'hint',
  },
  {
    code: 'uncalled-step',
    title: 'Step in a function that is never called',
    defaultSeverity: 'hint',
  },
  {
    code: 'unreached-step',
    title: 'Step not reached from any function',
    defaultSeverity: 'hint',
  },
];
