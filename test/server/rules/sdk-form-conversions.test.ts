/** What the fixes of `sdk-form` write must be right: it type checks against the real SDK of its major, and runs on it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type Conversion, conversions } from '../../support/analysis/sdk-conversions.ts';

const root = join(import.meta.dirname, '../../..');
const majors = [1, 2, 3, 4] as const;

const inMajor = (major: number): Conversion[] => conversions.filter((each) => each.major === major);

test.each(majors)('conversions type check against SDK %d', (major) => {
  expect(typeErrors(major)).toEqual([]);
});

test.each(majors)('conversions run on SDK %d', async (major) => {
  const program = join(root, 'test/support/analysis/run-conversion.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(major)]);
  const expected = Object.fromEntries(inMajor(major).map(({ name, runs }) => [name, runs]));
  expect(JSON.parse(stdout)).toEqual(expected);
});

/** One file each, with a client in front and the SDK of the major for `inngest`. */
function typeErrors(major: number): string[] {
  const identity = major <= 2 ? 'name' : 'id';
  const head = `import { Inngest } from 'inngest';\nconst inngest = new Inngest({ ${identity}: 'app' });\n`;
  const files = new Map(
    inMajor(major).map(({ after }, index) => [join(root, `conversion-${index}.ts`), head + after]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: { inngest: [join(root, `node_modules/inngest-sdk${major}`)] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
    return diagnostics.map(
      ({ messageText }) => `${files.get(path)}\n${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
