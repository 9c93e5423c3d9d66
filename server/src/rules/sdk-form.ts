/** Code in the form of another major of the SDK than the one that is installed. */
import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import { clientForms } from './forms/client-forms.ts';
import { definitionForms } from './forms/definition-forms.ts';
import { stepForms } from './forms/step-forms.ts';
import type { Finding, Rule, RuleContext } from './model/rule.ts';

export const sdkForm: Rule = {
  code: 'sdk-form',
  title: 'Syntax of a different SDK version',
  defaultSeverity: 'error',
  *check(context) {
    // A major that was only guessed from the form always agrees with it.
    const { major } = context.sources.packageOf(context.built.definition.file.path);
    if (major === null || major === 0) return;
    yield* clientForms(major, context);
    yield* definitionForms(major, context);
    for (const site of context.steps) {
      const finding = stepForms(site, major, context);
      if (finding) yield finding;
    }
    yield* contextForms(major, context);
  },
};

/** What the handler takes out of its argument and no longer finds there. */
function* contextForms(major: number, context: RuleContext): Iterable<Finding> {
  const parameter = context.built.handler?.parameters[0];
  if (!parameter || !ts.isObjectBindingPattern(parameter.name)) return;
  for (const element of parameter.name.elements) {
    const key = element.propertyName ?? element.name;
    const at = context.span(element);
    const name = ts.isIdentifier(key) ? nameText(key) : null;
    // Middleware may provide the same names; if steps are made with them, they are the SDK's.
    if (!at || name === null || !makesSteps(element.name, context)) continue;
    if (name === 'fns' && major >= 3) {
      yield {
        at,
        message: `SDK ${major} has no \`fns\`; call the functions in \`step.run\`, or use middleware.`,
      };
    }
    if (name === 'tools' && major >= 2) {
      const text = ts.isIdentifier(element.name) ? `step: ${element.name.text}` : null;
      yield {
        at,
        message: `SDK ${major} has no \`tools\`; use \`step\`.`,
        fixes: text ? [{ title: 'Use step', edits: [{ at, text }], isPreferred: true, isSafe: true }] : [],
      };
    }
  }
}

function makesSteps(name: ts.BindingName, { steps }: RuleContext): boolean {
  return (
    ts.isIdentifier(name) && steps.some(({ call }) => call.expression.getText().startsWith(`${name.text}.`))
  );
}
