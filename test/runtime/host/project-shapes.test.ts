/** Every shape of project loads, or is refused at the right place with what to do about it. */
import { fork } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Loaded } from '../../support/runtime/load-shapes.ts';
import { temporaryFolder } from '../../support/runtime/runtime-harness.ts';
import { importShapes } from './shapes/imports.ts';
import type { Shape } from './shapes/shape.ts';
import { syntaxShapes } from './shapes/syntax.ts';

const shapes = [...syntaxShapes, ...importShapes];
const folder = temporaryFolder();
const projectOf = (shape: Shape) => join(folder.path, String(shapes.indexOf(shape)));
let loaded: Loaded[];

function write(shape: Shape): void {
  const project = projectOf(shape);
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...shape.files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  for (const [link, target] of Object.entries(shape.links ?? {})) {
    mkdirSync(dirname(join(project, link)), { recursive: true });
    symlinkSync(join(project, target), join(project, link), 'dir');
  }
}

/** All of them in one process, as a host does. */
beforeAll(async () => {
  for (const shape of shapes) write(shape);
  const program = resolve(import.meta.dirname, '../../support/runtime/load-shapes.ts');
  // Without the conditions that the test runner resolves by.
  const child = fork(program, { silent: true, execArgv: [] });
  child.send(shapes.map((shape) => join(projectOf(shape), shape.entry ?? 'src/main.ts')));
  loaded = await new Promise((loadedAll, fail) => {
    let printed = '';
    child.stderr?.on('data', (text) => {
      printed += text;
    });
    child.on('message', (message) => loadedAll(message as Loaded[]));
    child.on('exit', (code) => fail(new Error(`The process ended with ${code}: ${printed}`)));
  });
}, 60_000);
afterAll(() => folder.remove());

test.each(shapes)('$name', (shape) => {
  const outcome = loaded[shapes.indexOf(shape)];
  const { expected } = shape;
  if ('result' in expected) {
    expect(outcome).toEqual({ result: expected.result });
    return;
  }
  const { file, line, message } = expected;
  expect(outcome).toEqual({
    problem: {
      file: join(projectOf(shape), file),
      line: line ?? expect.anything(),
      message: expect.stringMatching(message),
    },
  });
});
