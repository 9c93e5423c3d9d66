/** Publishes problems as diagnostics when typing pauses, and never for an outdated text. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { rangeOf } from '../rules/model/span.ts';
import type { Problem } from '../rules/problem.ts';
import { documentationOf, ruleHeads } from '../rules/registry.ts';
import type { Severities } from '../rules/severities.ts';
import type { Note } from '../workflow-graph.ts';
import { uriOf } from '../workspace/document-uri.ts';
import type { FileState, Workspace } from '../workspace/workspace.ts';
import type { ProblemFinder } from './problem-finder.ts';

const severities: Record<Problem['severity'], DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function diagnosticOf(problem: Problem): Diagnostic {
  const { code, severity, message, at, related } = problem;
  return {
    range: rangeOf(at),
    severity: severities[severity],
    code,
    codeDescription: { href: documentationOf(code) },
    source: 'steplight',
    message,
    ...(ruleHeads.get(code)?.isUnnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related && related.length > 0
      ? {
          relatedInformation: related.map((other) => ({
            message: other.message,
            location: { uri: uriOf(other.at.file.path), range: rangeOf(other.at) },
          })),
        }
      : {}),
  };
}

export interface PublishedDiagnostics {
  uri: string;
  version?: number;
  diagnostics: Diagnostic[];
}

/** After the last keystroke: long enough to stay out of the way of typing, too short to be noticed. */
const pauseMs = 120;

export class DiagnosticsPublisher {
  severities: Severities = new Map();
  readonly #workspace: Workspace;
  readonly #finder: ProblemFinder;
  readonly #send: (published: PublishedDiagnostics) => void;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  /** Number of the latest round; work for an older one stops. */
  #round = 0;

  constructor(
    workspace: Workspace,
    finder: ProblemFinder,
    send: (published: PublishedDiagnostics) => void,
    failed: (error: unknown) => void,
  ) {
    this.#workspace = workspace;
    this.#finder = finder;
    this.#send = send;
    this.#failed = failed;
  }

  /** Checks every open document again soon; cancels a check in progress. */
  schedule(): void {
    this.stop();
    const round = this.#round;
    this.#timer = setTimeout(() => {
      this.#publish(() => round !== this.#round).catch(this.#failed);
    }, pauseMs);
  }

  async #publish(isCancelled: () => boolean): Promise<void> {
    for (const path of this.#workspace.openPaths()) {
      const problems = await this.#finder.problemsIn(path, this.severities, isCancelled);
      if (isCancelled()) return;
      const state = this.#workspace.stateOf(path);
      if (!problems || !state) continue;
      const { uri, version } = state;
      const diagnostics = problems.map(diagnosticOf);
      this.#send({ uri, ...(version === null ? {} : { version }), diagnostics });
    }
  }

  stop(): void {
    this.#round += 1;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** All notes of a file, those of its graphs included. */
export function notesOf(state: FileState): Note[] {
  const notes = [...state.analysis.notes];
  for (const graph of state.analysis.graphs) {
    notes.push(...graph.notes);
    if (graph.onFailure) notes.push(...graph.onFailure.notes);
  }
  return notes;
}
