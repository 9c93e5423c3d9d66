/** The same id in every round. The SDK counts the rounds, so that another order of the list mixes up their results. */

import { ts } from 'ts-morph';
import { isGivenId } from '../definitions/step-calls.ts';
import { type Declaration, type FunctionNode, isFunctionNode, lookupName } from '../syntax/scope.ts';
import { escapedFor } from '../values/quoting.ts';
import { idLiteral, isKnownById } from './facts/step-id-place.ts';
import { usesOf } from './facts/uses.ts';
import { insertBehind } from './fixes/edits.ts';
import type { Edit, Finding, Fix, Rule, RuleContext, StepSite } from './model/rule.ts';

export const constantIdInLoop: Rule = {
  code: 'constant-id-in-loop',
  title: 'Same step ID in every iteration',
  defaultSeverity: 'off',
  *check(context) {
    if (!isKnownById(context)) return;
    for (const site of context.steps) {
      const { id } = site.info;
      // Tools that take no id have none that could be the same.
      if (id.kind !== 'literal' || id.value === '' || !isGivenId(site.info) || site.nodes.length === 0)
        continue;
      const round = roundAround(site) ?? roundOfHelper(site, context);
      const finding = round && findingOf(id.value, site, round, context);
      if (finding) yield finding;
    }
  },
};

interface Round {
  /** `at once`: nothing but luck keeps the order. `counted`: the number of the round is all there is to know. */
  readonly kind: 'at once' | 'in turn' | 'counted';
  /** What tells the rounds apart, when it is at hand where the id is written. */
  readonly variable: ts.BindingName | null;
  /** A callback that could be given the number of the round. */
  readonly callback: ts.ArrowFunction | ts.FunctionExpression | null;
}

const startsAll: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach']);
const goesOn = /^(reduce|reduceRight|filter|some|every|find|findIndex|findLast)$/;

/** The innermost loop or array method that repeats the step within its function. */
function roundAround({ call }: StepSite): Round | null {
  const isWaitedFor = ts.isAwaitExpression(call.parent);
  for (let current: ts.Node = call; current.parent; current = current.parent) {
    const { parent } = current;
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && current === parent.statement) {
      const variable = nameIn(parent.initializer);
      return { kind: isWaitedFor ? 'in turn' : 'at once', variable, callback: null };
    }
    if (ts.isForStatement(parent) && current !== parent.initializer) {
      const variable = nameIn(parent.initializer);
      return variable && { kind: isWaitedFor ? 'counted' : 'at once', variable, callback: null };
    }
    // Asking again and again is what a `while` does; the SDK's count is all that there is.
    if (ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return null;
    if (isFunctionNode(parent)) return callbackRound(parent);
  }
  return null;
}

function callbackRound(callback: FunctionNode): Round | null {
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return null;
  const call = callback.parent;
  const callee = ts.isCallExpression(call) && call.arguments[0] === callback ? call.expression : null;
  if (!callee || !ts.isPropertyAccessExpression(callee)) return null;
  const method = callee.name.text;
  const [first, second] = callback.parameters;
  if (startsAll.has(method)) return { kind: 'at once', variable: first?.name ?? null, callback };
  if (!goesOn.test(method)) return null;
  const item = method.startsWith('reduce') ? second : first;
  return { kind: 'in turn', variable: item?.name ?? null, callback: null };
}

function nameIn(initializer: ts.ForInitializer | undefined): ts.BindingName | null {
  if (!initializer || !ts.isVariableDeclarationList(initializer)) return null;
  return initializer.declarations[0]?.name ?? null;
}

/** A helper that the handler calls in a loop: what tells the rounds apart is only known there, if at all. */
function roundOfHelper({ nodes }: StepSite, { walk }: RuleContext): Round | null {
  const isRepeated = nodes.some(({ id }) => {
    const around = walk.around(id);
    const helper = around.findIndex(({ kind }) => kind === 'call');
    const loop = around.findLastIndex(({ kind, label }) => kind === 'loop' && !label.startsWith('while'));
    return helper >= 0 && loop > helper;
  });
  return isRepeated ? { kind: 'counted', variable: null, callback: null } : null;
}

/** Nobody misses the result of a sleep that was another round's. */
const sleeps: ReadonlySet<string> = new Set(['sleep', 'sleepUntil']);

function findingOf(id: string, site: StepSite, round: Round, context: RuleContext): Finding | null {
  if (sleeps.has(site.tool) && round.kind !== 'at once') return null;
  const literal = idLiteral(site);
  const at = context.span(literal ?? site.call);
  if (!at) return null;
  const counted = `the SDK numbers the repetitions ("${id}", "${id}:1", …)`;
  const message =
    round.kind === 'at once'
      ? `Every iteration uses the step ID "${id}"; ${counted}, in the order in which they happen to start. Include part of the item in the ID.`
      : `Every iteration uses the step ID "${id}"; ${counted}. If the list changes between attempts, an iteration gets the result of another. Include part of the item in the ID.`;
  const severity = { 'at once': null, 'in turn': 'information', counted: 'hint' } as const;
  const milder = severity[round.kind];
  const fix = literal ? fixOf(literal, round, context) : null;
  return { at, message, ...(milder ? { severity: milder } : {}), ...(fix ? { fixes: [fix] } : {}) };
}

/** Not safe: the step is another one for runs in flight. */
function fixOf(literal: ts.StringLiteralLike, round: Round, context: RuleContext): Fix | null {
  const at = context.span(literal);
  if (!at || !round.variable) return null;
  const edits: Edit[] = [];
  let apart = expressionFor(round.variable);
  if (apart === null && round.callback) {
    const [first, second] = round.callback.parameters;
    const place = first && context.span(first);
    if (second && ts.isIdentifier(second.name)) apart = second.name.text;
    else if (!second && place && place.file.text[place.start - 1] === '(') {
      apart = 'index';
      edits.push(insertBehind(place, ', index'));
    }
  }
  if (apart === null) return null;
  edits.push({ at, text: `\`${escapedFor('`', literal.text)}-\${${apart}}\`` });
  return { title: `Add \`${apart}\` to the ID`, edits, isPreferred: true };
}

const telling = ['id', '_id', 'uuid', 'key', 'slug', 'email', 'name', 'url', 'code', 'index'];

/** What of the variable tells one round from another; null when its shape is not known. */
function expressionFor(variable: ts.BindingName): string | null {
  if (ts.isIdentifier(variable)) {
    const declaration = lookupName(variable) ?? declarationOf(variable);
    const uses = declaration ? usesOf(variable, declaration) : [];
    const members = uses.flatMap(({ parent }) =>
      ts.isPropertyAccessExpression(parent) && !isCalled(parent) ? [parent.name.text] : [],
    );
    const member =
      telling.find((name) => members.includes(name)) ?? members.find((name) => /(Id|_id|Key)$/.test(name));
    if (member !== undefined) return `${variable.text}.${member}`;
    // Something whose members are read, or which is taken apart, makes no text.
    const isWhole = uses.length > 0 && members.length === 0 && !uses.some(isTakenApart);
    return isWhole ? variable.text : null;
  }
  const names = variable.elements.flatMap((element) =>
    ts.isBindingElement(element) && ts.isIdentifier(element.name) && !element.dotDotDotToken
      ? [element.name.text]
      : [],
  );
  // `[index, item]` and `[key, value]` of `entries()`.
  if (ts.isArrayBindingPattern(variable)) return names[0] ?? null;
  return (
    telling.find((name) => names.includes(name)) ?? names.find((name) => /(Id|_id|Key)$/.test(name)) ?? null
  );
}

function declarationOf({ parent }: ts.Identifier): Declaration | null {
  return ts.isVariableDeclaration(parent) || ts.isParameter(parent) ? parent : null;
}

function isCalled(access: ts.PropertyAccessExpression): boolean {
  return ts.isCallExpression(access.parent) && access.parent.expression === access;
}

function isTakenApart({ parent }: ts.Identifier): boolean {
  return ts.isSpreadAssignment(parent) || (ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name));
}
