/** Calls that make a function: the SDK's own in every major (protocol 8.2), however the client came by its name. */
import { ts } from 'ts-morph';
import { argumentsOf } from '../syntax/bindings.ts';
import { functionBehind } from '../syntax/callee.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { propertyOf, resolveExpression, targetOf, unwrap } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import { type Client, clientOf } from './clients.ts';
import { isMakerName, type Maker, makers } from './maker-names.ts';
import { makes } from './wrappers.ts';

/** The parts of a call that makes a function. */
export interface Shape {
  /** Null: a durable endpoint, which has none. */
  options: ts.Expression | null;
  trigger: ts.Expression | null;
  handler: ts.Expression | null;
  legacyTrigger: 'event' | 'cron' | null;
  /** Null when only its callers determine it, or it is unknown. */
  client: Client | null;
  clientExpression: ts.Expression | null;
}

/** Null when the call is not one of the SDK's. */
export function shapeOf(call: ts.CallExpression, file: ParsedFile, sources: Sources): Shape | null {
  const made = makerOf(call, file, sources);
  if (!made) return null;
  const { maker } = made;
  let { client, clientExpression } = made;
  let args: readonly ts.Expression[] = argumentsOf(call, sources.bindings);
  if (maker.clientFirst) {
    clientExpression = args[0] ?? null;
    client = clientExpression && clientOf(clientExpression, sources);
    args = args.slice(1);
  }
  if (maker.handlerOnly) return endpointShape(args[0] ?? null, client, clientExpression);
  const options = args[0];
  if (!options) return null;
  const hasTrigger = !maker.clientFirst && args.length >= 3;
  const handler = (hasTrigger ? args[2] : args[1]) ?? null;
  if (!client && !looksLikeDefinition(options, handler, sources)) return null;
  return {
    options,
    trigger: hasTrigger ? (args[1] ?? null) : null,
    handler,
    legacyTrigger: maker.legacyTrigger ?? null,
    client,
    clientExpression,
  };
}

/** `endpoint` is a common word: only the SDK's client will do, or something named after it. */
function endpointShape(
  handler: ts.Expression | null,
  client: Client | null,
  clientExpression: ts.Expression | null,
): Shape | null {
  if (!handler || !(client || /inngest/i.test(clientExpression?.getText() ?? ''))) return null;
  return { options: null, trigger: null, handler, legacyTrigger: null, client, clientExpression };
}

function makerOf(
  call: ts.CallExpression,
  file: ParsedFile,
  sources: Sources,
): { maker: Maker; client: Client | null; clientExpression: ts.Expression | null } | null {
  const free = sdkCallName(call, sources);
  if (free !== null) {
    return isMakerName(free) ? { maker: makers[free] as Maker, client: null, clientExpression: null } : null;
  }
  const member = memberCalled(call.expression, sources);
  if (!member || !isMakerName(member.name)) return null;
  const maker = makers[member.name] as Maker;
  if (maker.clientFirst) return null;
  const client = clientOf(member.owner, sources);
  const clientExpression = member.owner;
  if (client) return { maker, client, clientExpression };
  // A method of the workspace with the SDK's name may be a wrapper around it, and not the thing itself.
  const method = functionBehind(call.expression, sources);
  if (method && makes(method.node, sources)) return null;
  return looksLikeSdk(member.owner, file, sources) ? { maker, client, clientExpression } : null;
}

/** `client.createFunction`, and the names it is given: destructured, bound, assigned. */
function memberCalled(
  callee: ts.Expression,
  sources: Sources,
  depth = 0,
): { owner: ts.Expression; name: string } | null {
  const inner = unwrap(callee);
  if (depth > 6) return null;
  if (ts.isPropertyAccessExpression(inner)) {
    if (isMakerName(inner.name.text)) return { owner: inner.expression, name: inner.name.text };
  } else if (ts.isElementAccessExpression(inner)) {
    const key = inner.argumentExpression;
    return ts.isStringLiteralLike(key) ? { owner: inner.expression, name: key.text } : null;
  } else if (ts.isCallExpression(inner)) {
    const bound = inner.expression;
    const isBind = ts.isPropertyAccessExpression(bound) && bound.name.text === 'bind';
    return isBind ? memberCalled(bound.expression, sources, depth + 1) : null;
  }
  if (ts.isIdentifier(inner)) {
    const target = targetOf(inner, sources);
    if (target?.kind === 'node' && ts.isBindingElement(target.node)) {
      const owner = target.node.parent.parent;
      const name = target.node.propertyName ?? target.node.name;
      if (ts.isVariableDeclaration(owner) && owner.initializer && ts.isIdentifier(name)) {
        return { owner: owner.initializer, name: name.text };
      }
    }
  }
  if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) return null;
  const value = resolveExpression(inner, sources);
  return value && value !== inner ? memberCalled(value, sources, depth + 1) : null;
}

/** The client cannot be found, but the file, its package or the name says that it is one. */
function looksLikeSdk(receiver: ts.Expression, file: ParsedFile, sources: Sources): boolean {
  if (/inngest/i.test(receiver.getText())) return true;
  return file.usesSdk || sources.packageOf(file.path).dependsOnSdk;
}

/** Excludes the `createFunction` of other libraries when nothing else tells. */
function looksLikeDefinition(
  options: ts.Expression,
  handler: ts.Expression | null,
  sources: Sources,
): boolean {
  if (!handler) return false;
  const value = resolveExpression(options, sources);
  if (value && ts.isObjectLiteralExpression(value)) {
    if (propertyOf(value, 'id', sources) !== null || propertyOf(value, 'name', sources) !== null) return true;
    return value.properties.some(ts.isSpreadAssignment);
  }
  return (
    value !== null &&
    (ts.isStringLiteralLike(value) || ts.isIdentifier(value) || ts.isPropertyAccessExpression(value))
  );
}
