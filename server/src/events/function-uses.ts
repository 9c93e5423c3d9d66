/** Every place of one file where a function is named by its id. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import { readStep } from '../definitions/step-calls.ts';
import { textOf } from '../syntax/constants.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import type { CodeOwners } from './code-owners.ts';
import { mayCall } from './declared-names.ts';
import type { FunctionUse } from './function-use.ts';
import { literalBehind, memberOf, nameLocation, textRange } from './name-literals.ts';

export function functionUsesIn(
  file: ParsedFile,
  sources: Sources,
  definitions: readonly FunctionDefinition[],
  owners: CodeOwners,
): FunctionUse[] {
  const uses = definitions.map((definition) => definedBy(definition, sources));
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const use = referredBy(node) ?? invokedBy(node);
      if (use) uses.push(use);
    }
    ts.forEachChild(node, visit);
  };
  if (file.text.includes('invoke') || file.text.includes('referenceFunction')) visit(file.tree);
  return uses;

  /** `referenceFunction({ appId: '…', functionId: '…' })`: without an app it means the caller's own. */
  function referredBy(call: ts.CallExpression): FunctionUse | null {
    if (!mayCall(call, 'referenceFunction', file)) return null;
    if (sdkCallName(call, sources) !== 'referenceFunction') return null;
    const options = call.arguments[0] ? literalOf(call.arguments[0], sources) : null;
    const id = options && memberOf(options, 'functionId', sources);
    const localId = id ? textOf(id, sources) : null;
    if (!options || !id || localId === null) return null;
    const inFunction = owners.ownerOf(call);
    const appOption = memberOf(options, 'appId', sources);
    const app = appOption ? textOf(appOption, sources) : (inFunction?.app ?? definitions[0]?.app ?? null);
    return {
      name: app === null ? localId : `${app}-${localId}`,
      localId,
      role: 'refers',
      path: file.path,
      range: textRange(file, id.getSourceFile() === file.tree ? id : call),
      spelled: nameLocation(literalBehind(id, sources), sources),
      inFunction: inFunction?.id ?? null,
    };
  }

  function invokedBy(call: ts.CallExpression): FunctionUse | null {
    const callee = call.expression;
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'invoke') return null;
    const details = call.arguments[1] ? literalOf(call.arguments[1], sources) : null;
    const target = details && memberOf(details, 'function', sources);
    if (!target || target.getSourceFile() !== file.tree) return null;
    const inFunction = owners.ownerOf(call);
    const { info } = readStep(call, 'invoke', inFunction?.major ?? null, sources);
    // Source text, when it is not known which function is meant.
    if (info.function === undefined || info.function === target.getText()) return null;
    return {
      name: info.function,
      localId: info.function,
      role: 'invokes',
      path: file.path,
      range: file.rangeOf(target),
      spelled: null,
      inFunction: inFunction?.id ?? null,
    };
  }
}

function definedBy(definition: FunctionDefinition, sources: Sources): FunctionUse {
  // Not always the file in which the definition was found: what a wrapper makes belongs to the file that describes it.
  const { id, localId, place, file: home } = definition;
  const literal = idLiteral(definition, sources.with(definition.bindings));
  const isHere = literal?.getSourceFile() === home.tree;
  const head = ts.isCallExpression(place) ? place.expression : place;
  return {
    name: id,
    localId,
    role: 'defines',
    path: home.path,
    range: literal && isHere ? textRange(home, literal) : home.rangeOf(head),
    spelled: nameLocation(literal, sources),
    inFunction: null,
  };
}

/** Where the id is written: in the options, or as the bare first argument of SDK 0 and 1. */
function idLiteral(
  { options, call, localId }: FunctionDefinition,
  sources: Sources,
): ts.StringLiteralLike | null {
  const id = options ? memberOf(options, 'id', sources) : call.arguments[0];
  const literal = id && literalBehind(id, sources);
  return literal?.text === localId ? literal : null;
}
