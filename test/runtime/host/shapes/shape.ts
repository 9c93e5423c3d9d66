/** A project as people have it, whose entry assigns to `globalThis.result`. */
export interface Shape {
  name: string;
  /** Relative to the project; there is a `package.json` that says `"type": "module"` unless it is among them. */
  files: Record<string, string>;
  /** Default: `src/main.ts`. */
  entry?: string;
  /** Link → what it points at, relative to the project. */
  links?: Record<string, string>;
  /** What is assigned, or where and why loading is refused; `PROJECT` stands for the project's path. */
  expected: { result: unknown } | { file: string; line?: number; message: RegExp };
}

export const commonJs = '{ "type": "commonjs" }';
export const untyped = '{ "name": "app" }';

export const resultOf = (expression: string) => `(globalThis as any).result = ${expression};\n`;

export const tsconfig = (compilerOptions: object, rest: object = {}) =>
  JSON.stringify({ ...rest, compilerOptions });
