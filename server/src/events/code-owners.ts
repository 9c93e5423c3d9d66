/** Which function a piece of code belongs to: that of its definition, or of its handler when it is defined elsewhere. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { resolveExpression } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';

interface Region {
  node: ts.Node;
  owner: FunctionDefinition;
}

export class CodeOwners {
  readonly #regions: readonly Region[];

  constructor(definitions: readonly FunctionDefinition[], file: ParsedFile, sources: Sources) {
    this.#regions = definitions.flatMap((owner) => {
      const { place, handler } = owner;
      const value =
        handler && !ts.isMethodDeclaration(handler)
          ? resolveExpression(handler, sources.with(owner.bindings))
          : handler;
      const nodes = [place, ...(value ? [value] : [])];
      return nodes.flatMap((node) => (node.getSourceFile() === file.tree ? { node, owner } : []));
    });
  }

  /** The innermost; null: the code belongs to no function. */
  ownerOf(code: ts.Node): FunctionDefinition | null {
    let best: Region | null = null;
    for (const region of this.#regions) {
      const { pos, end } = region.node;
      if (code.pos < pos || end < code.end) continue;
      if (!best || end - pos < best.node.end - best.node.pos) best = region;
    }
    return best?.owner ?? null;
  }
}
