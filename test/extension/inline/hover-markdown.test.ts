/** Whatever an app says of a step, its hover has the links that are ours, and nothing else that can be clicked or loaded. */
import { expect, test } from 'vitest';
import { hoverText } from '../../../extension/src/inline/hover-text.ts';
import type { StepCommand } from '../../../extension/src/inline/step-commands.ts';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { code, commandLink, fence, link, plain } from '../../../server/src/markdown.ts';
import { activeParts } from '../../support/check-markdown.ts';
import { english } from '../../support/english.ts';
import { differentUpload, noon, someRun, someStep, someWait } from '../../support/picture/run-progress.ts';
import fc from '../../support/property.ts';

const piece = fc.oneof(
  fc.constantFrom(
    '`',
    '```',
    '````',
    '~~~',
    '\n',
    '\r',
    '\\',
    '<',
    '>',
    '&',
    '*',
    '_',
    '|',
    '#',
    '-',
    ' ',
    '    ',
  ),
  fc.constantFrom(
    '[x](command:a)',
    '![x](https://evil.example/i.png)',
    '<img src="https://evil.example">',
    'a@b.c',
  ),
  fc.constantFrom(
    'https://evil.example',
    'www.evil.example',
    ')',
    '(',
    ']',
    '[',
    '&lt;',
    '| a |\n|---|',
    '[x]: a\n',
  ),
  fc.string({ maxLength: 6 }),
);
const outside = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const openGraph: StepCommand = { title: 'Open Graph', command: 'steplight.openGraph', arguments: [] };

/** Its own links are to commands, the second one only where there is a near miss. */
function checkHover(step: StepProgress, argument: string): void {
  const inspector = { ...openGraph, arguments: [argument] };
  const text = hoverText(
    {
      progress: someRun({ runId: argument }),
      step,
      isMaybe: false,
      commands: [inspector],
      inspector,
      frames: [{ uri: 'file:///a/b.ts', line: 3, text: argument }],
      stale: true,
      at: null,
    },
    english,
  );
  const targets = activeParts(text).filter((target) => target !== 'file:///a/b.ts#L4');
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    const [command, query = ''] = target.split('?');
    expect(command).toBe('command:steplight.openGraph');
    expect(JSON.parse(decodeURIComponent(query))).toEqual([argument]);
  }
}

test('a fence of four backticks in an error does not close the block', () => {
  const message = '````\n![x](https://evil.example)\n[x](command:a)';
  checkHover(someStep('s', { status: 'failed', error: { name: 'Error', message } }), 'run');
});

test('a wait for an event with a backtick in its name or condition', () => {
  const evil = '` ![x](https://evil.example) [x](command:a) `';
  const wait = { ...someWait(), event: evil, if: evil };
  checkHover(someStep('w', { status: 'waiting', wait }), ') [x](command:a');
});

test('any texts of a step', () => {
  const clause = differentUpload('u-1', undefined);
  fc.assert(
    fc.property(outside, outside, outside, fc.nat(2), (name, text, other, kind) => {
      const error = { name: other, message: text, stack: `${text}\n${other}` };
      const nearMisses = [
        {
          eventId: 'e',
          at: noon,
          clauses: [{ ...clause, expression: text, left: { expression: text, value: other } }],
        },
      ];
      const steps = [
        someStep(name, { status: 'failed', error }),
        someStep(name, {
          status: 'retrying',
          failures: [{ attempt: 0, at: noon, error, retryAt: noon }] as never,
        }),
        someStep(name, {
          status: 'waiting',
          wait: { ...someWait({ nearMisses } as never), event: text, if: other },
        }),
        someStep(name, { status: 'completed', output: { [other]: text } }),
      ];
      for (const step of kind === 0 ? steps : steps.slice(kind)) checkHover(step, other);
    }),
  );
});

test('any texts in the hovers of code', () => {
  fc.assert(
    fc.property(outside, outside, (text, other) => {
      const parts = [`**${plain(text)}** and ${code(text)}`, fence('ts', text), plain(other), code(other)];
      expect(activeParts(parts.join('\n\n'))).toEqual([]);
      const targets = activeParts(link(text, `file:///a/${encodeURIComponent(other)}`, 3));
      expect(targets.filter((target) => !target.startsWith('file:///a/'))).toEqual([]);
    }),
  );
});

test('a command keeps its arguments', () => {
  const [target = ''] = activeParts(commandLink('Go', 'steplight.x', ["it's (a) *b* [c]!"]));
  expect(JSON.parse(decodeURIComponent(target.split('?')[1] ?? ''))).toEqual(["it's (a) *b* [c]!"]);
});
