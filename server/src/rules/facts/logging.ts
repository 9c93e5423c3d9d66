/** Logging calls: harmless when repeated. */
import { ts } from 'ts-morph';

const loggers =
  /^(console|logger|log|logging|pino|winston|Sentry|ctx\.logger|this\.logger|this\.log|captureException|captureMessage)$/;

export function isLogging(call: ts.CallExpression): boolean {
  let callee: ts.Expression = call.expression;
  if (ts.isIdentifier(callee)) return loggers.test(callee.text);
  while (ts.isPropertyAccessExpression(callee)) {
    callee = callee.expression;
    if (loggers.test(callee.getText())) return true;
  }
  return false;
}
