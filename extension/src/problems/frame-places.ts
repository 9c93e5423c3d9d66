/** Where the frames of errors are in the files of the workspace, also after edits. */
import * as vscode from 'vscode';
import type { StackFrame } from '../../../runtime/src/contract/stack-frames.ts';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { lineAfterEdit } from './edited-line.ts';
import { SourceMaps } from './source-maps.ts';

export interface FramePlace {
  uri: string;
  /** 0-based, in the current text. */
  line: number;
  column: number;
  /** The function; null at the top level. */
  name: string | null;
  /** The line was deleted. */
  isGone: boolean;
}

/** The function that an error came from. */
interface Where {
  documentUri: string;
  graph: WorkflowGraph;
}

interface Framed extends Where {
  key: string;
  frames: readonly StackFrame[];
}

export class FramePlaces {
  readonly #maps = new SourceMaps();
  /** By the problem's key, innermost first. */
  readonly #places = new Map<string, FramePlace[]>();

  /** Finds the places of these problems, once each, and forgets all others. */
  async find(problems: readonly Framed[]): Promise<void> {
    const keys = new Set(problems.map(({ key }) => key));
    for (const key of this.#places.keys()) if (!keys.has(key)) this.#places.delete(key);
    for (const problem of problems) {
      if (this.#places.has(problem.key)) continue;
      this.#places.set(problem.key, await this.locate(problem.frames, problem));
    }
  }

  /** Where frames are now, without keeping them; those outside of the workspace are left out. */
  async locate(frames: readonly StackFrame[], where: Where): Promise<FramePlace[]> {
    const places = await Promise.all(frames.map((frame) => this.#placeOf(frame, where)));
    return places.filter((place) => place !== null);
  }

  of(key: string): readonly FramePlace[] {
    return this.#places.get(key) ?? [];
  }

  async #placeOf(frame: StackFrame, { documentUri, graph }: Where): Promise<FramePlace | null> {
    const isAbsolute = /^(\/|[A-Za-z]:\/)/.test(frame.path);
    const source = isAbsolute ? await this.#maps.source(frame) : frame;
    const { path, row: line, column } = source;
    const own = isAbsolute ? vscode.Uri.file(path) : null;
    const isOurs = own !== null && vscode.workspace.getWorkspaceFolder(own) !== undefined;
    if (isOurs) {
      if (/\/node_modules\//.test(path)) return null;
      return { uri: own.toString(), line, column, name: frame.name, isGone: false };
    }
    // An app in a container, or one that writes paths relative to its folder.
    const isSame = path === graph.file || path.endsWith(`/${graph.file}`);
    return isSame ? { uri: documentUri, line, column, name: frame.name, isGone: false } : null;
  }

  /** @returns whether a place is in that document. */
  noteEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
    const uri = document.uri.toString();
    const places = [...this.#places.values()].flat().filter((place) => place.uri === uri);
    for (const { range, text } of contentChanges) {
      const edit = {
        startLine: range.start.line,
        startCharacter: range.start.character,
        endLine: range.end.line,
        insertedBreaks: text.split('\n').length - 1,
      };
      for (const place of places) {
        const line = lineAfterEdit(place.line, edit);
        if (line === null) place.isGone = true;
        else place.line = line;
      }
    }
    return places.length > 0 && contentChanges.length > 0;
  }
}
