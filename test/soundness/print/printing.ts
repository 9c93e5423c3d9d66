/** What the printers of statements and expressions share while one program is printed. */
import type { Statement, Test } from '../program.ts';
import type { Question } from '../question.ts';
import type { Scope } from '../scope.ts';

export interface Printing {
  /** Ids of steps so far, to be given again. */
  readonly ids: string[];
  /** Declarations at the top level of each file. */
  readonly declarations: Record<Scope['file'], string[]>;
  /** Names that the main file imports from the other one. */
  readonly exported: string[];
  /** Declarations that must stand before the statement that is being printed. */
  before: string[];
  /** A number for the next thing that needs a name. */
  next(): number;
  /** The last number. */
  readonly count: number;
  /** Notes that the construct is in the program. */
  feature(name: string): void;
  /** Statements; what they declare can be named by the later ones. */
  block(statements: readonly Statement[], scope: Scope): string;
  braces(statements: readonly Statement[], scope: Scope): string;
  /** An expression that reads a property of its own. */
  ask(letter: string, subject: string, question: Question): string;
  test(test: Test, scope: Scope): string;
  list(of: number, scope: Scope): string;
  /** Ordinary code that may throw. */
  check(): string;
}
