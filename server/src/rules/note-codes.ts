/**
 * The Notes that the analysis itself makes, with what a person can do about them. Most say that a part of the picture
 * could not be drawn; they are hints, since the code may be perfectly right.
 */
import type { RuleHead } from './model/rule.ts';

export const noteCodes: readonly RuleHead[] = [
  {
    code: 'analysis-failed',
    title: 'The analysis gave up on a function',
    defaultSeverity: 'warning',
  },
  {
    code: 'unknown-trigger',
    title: 'What starts the function cannot be read from the code',
    defaultSeverity: 'hint',
  },
  {
    code: 'unresolved-handler',
    title: 'The function behind the handler cannot be found',
    defaultSeverity: 'information',
  },
  {
    code: 'wrapped-handler',
    title: 'The handler is wrapped by another function',
    defaultSeverity: 'off',
  },
  {
    code: 'unresolved-helper',
    title: 'A function that receives steps cannot be found, so its steps are not drawn',
    defaultSeverity: 'hint',
  },
  {
    code: 'unknown-callback',
    title: 'Whether and how often a callback with steps is called cannot be told',
    defaultSeverity: 'off',
  },
  {
    code: 'recursive-helper',
    title: 'A helper with steps calls itself; its steps are drawn once',
    defaultSeverity: 'hint',
  },
  {
    code: 'too-deep',
    title: 'Helpers are nested too deep to be drawn',
    defaultSeverity: 'hint',
  },
  {
    code: 'uncalled-step',
    title: 'A step is in a function that nobody seems to call',
    defaultSeverity: 'hint',
  },
  {
    code: 'unreached-step',
    title: 'A step is reached from no function that could be found',
    defaultSeverity: 'hint',
  },
];
