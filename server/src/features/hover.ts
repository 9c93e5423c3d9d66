/** Hovers over events, steps, functions, times and expressions. */

import { ts } from 'ts-morph';
import type { Hover } from 'vscode-languageserver';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import { functionsIn } from '../definitions/functions.ts';
import { textRange } from '../events/name-literals.ts';
import { code, fence, link, listed, plain } from '../markdown.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { rangeContains } from '../syntax/ranges.ts';
import { expressionPaths } from '../values/expression-paths.ts';
import type { Position, Range } from '../workflow-graph.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ExpressionSlot, eventsIn, fieldAt, wholeEvent } from './cursor/expression-events.ts';
import { nameAt } from './cursor/name-at.ts';
import { nodeAtPosition } from './cursor/node-at.ts';
import { slotOf } from './cursor/slot-at.ts';
import { callIn, literalAt } from './cursor/syntax-at.ts';
import { functionsNamed } from './definition.ts';
import { describeCron } from './describe/describe-cron.ts';
import { durationHover } from './describe/describe-duration.ts';
import { describeEvent, handlerSentences, senderSentences } from './describe/describe-event.ts';
import { describeFunction } from './describe/describe-function.ts';
import { schemaText } from './describe/describe-schema.ts';
import { describeStep } from './describe/describe-step.ts';

export function hoverAt(workspace: Workspace, path: string, position: Position, now: Date): Hover | null {
  if (!workspace.usesSdk) return null;
  const found = nameAt(workspace, path, position);
  if (found?.kind === 'event') return hover(describeEvent(workspace, path, found.name), found.range);
  const file = workspace.sources.file(path);
  if (!file) return null;
  return (
    literalHover(workspace, file, position, now) ??
    stepHover(workspace, file, position, now) ??
    functionHover(workspace, file, position)
  );
}

function hover(value: string, range: Range): Hover {
  return { contents: { kind: 'markdown', value }, range };
}

function literalHover(workspace: Workspace, file: ParsedFile, position: Position, now: Date): Hover | null {
  const literal = literalAt(file, file.offsetAt(position));
  const slot = literal && slotOf(literal, workspace.sources);
  if (!literal || !slot) return null;
  const range = textRange(file, literal);
  switch (slot.kind) {
    case 'cron': {
      const words = describeCron(literal.text, now);
      return words === null ? null : hover(words, range);
    }
    case 'duration': {
      const words = durationHover(literal.text, slot.reader, slot.of, now);
      return words === null ? null : hover(words, range);
    }
    case 'expression':
      return expressionHover(workspace, file, literal, slot, position);
    default:
      return null;
  }
}

/** The field of an event that a path in an expression names. */
function expressionHover(
  workspace: Workspace,
  file: ParsedFile,
  literal: ts.StringLiteralLike,
  slot: ExpressionSlot,
  position: Position,
): Hover | null {
  const start = literal.getStart(file.tree) + 1;
  // Escapes would shift the places; expressions hardly ever have any.
  if (file.text.slice(start, start + literal.text.length) !== literal.text) return null;
  const offset = file.offsetAt(position) - start;
  const events = eventsIn(slot, literal, file, workspace);
  const isMatch = slot.role === 'match';
  const text = isMatch ? `event.${literal.text}` : literal.text;
  const shift = isMatch ? 'event.'.length : 0;
  for (const { root, members } of expressionPaths(text)) {
    const index = members.findIndex(
      (member) => member.start <= offset + shift && offset + shift <= member.end,
    );
    const member = members[index];
    if (!member) continue;
    const names = isMatch
      ? [...events.event, ...events.async]
      : root === 'async'
        ? events.async
        : root === 'event'
          ? events.event
          : [];
    const path = members.slice(0, index + 1).map(({ name }) => name);
    const field = fieldAt(wholeEvent(workspace, file.path, names), path);
    if (!field || names.length === 0) return null;
    const range = {
      start: file.positionAt(start + member.start - shift),
      end: file.positionAt(start + member.end - shift),
    };
    const title = isMatch ? path.join('.') : [root, ...path].join('.');
    const note = typeof field.description === 'string' ? `\n\n${plain(field.description)}` : '';
    const owner = isMatch
      ? `Must be equal in ${listed(names.map(code))}.`
      : `Field of ${listed(names.map(code))}.`;
    return hover(`${fence('ts', `${title}: ${schemaText(field, true)}`)}\n${owner}${note}`, range);
  }
  return null;
}

function stepHover(workspace: Workspace, file: ParsedFile, position: Position, now: Date): Hover | null {
  const found = nodeAtPosition(workspace, file.path, position);
  const node = found?.node;
  if (!found || !node?.step) return null;
  const call = callIn(file, node.range);
  if (!call) return null;
  // Only the step's name and tool: its callback has hovers of its own.
  const head = { start: node.range.start, end: file.positionAt((call.arguments[0] ?? call.expression).end) };
  if (!rangeContains(head, position)) return null;
  const words = describeStep(node, {
    now,
    sendersOf: (event) => senderSentences(workspace, file.path, event),
    handlersOf: (event) => handlerSentences(workspace, file.path, event),
    functionLink: (id) => {
      const [defined] = functionsNamed(workspace, file.path, id).filter(({ role }) => role === 'defines');
      return defined ? link(defined.localId, workspace.uriOf(defined.path), defined.range.start.line) : null;
    },
  });
  return hover(words, head);
}

/** At the word `createFunction`, at whatever else makes the function, and at an id, wherever it stands. */
function functionHover(workspace: Workspace, file: ParsedFile, position: Position): Hover | null {
  const { sources } = workspace;
  const named = workspace.functionNamesFor(file.path).at(file.path, position);
  if (named) {
    const [defined] = functionsNamed(workspace, file.path, named.name).filter(
      ({ role }) => role === 'defines',
    );
    const home = defined && sources.file(defined.path);
    const definition = home && functionsIn(home, sources).find(({ id }) => id === defined.name);
    return definition ? hover(describeFunction(definition, sources), named.range) : null;
  }
  const offset = file.offsetAt(position);
  for (const definition of functionsIn(file, sources)) {
    const maker = makerName(definition);
    if (!maker || maker.getSourceFile() !== file.tree) continue;
    if (offset < maker.getStart(file.tree) || maker.end < offset) continue;
    return hover(describeFunction(definition, sources), file.rangeOf(maker));
  }
  return null;
}

function makerName({ place }: FunctionDefinition): ts.Node | null {
  if (!ts.isCallExpression(place)) return null;
  const { expression } = place;
  return ts.isPropertyAccessExpression(expression) ? expression.name : expression;
}
