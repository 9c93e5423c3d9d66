/** The event map of the open folders. */
import { posix } from 'node:path';
import type { EventMap } from '../event-map.ts';
import type { WorkflowGraph } from '../workflow-graph.ts';
import { uriOf } from '../workspace/document-uri.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { buildEventMap, type NamedEvent } from './build-event-map.ts';

export interface WorkspaceMap {
  map: EventMap;
  /** Documents by the files named in the map. */
  uris: Record<string, string>;
}

export function mapOf(workspace: Workspace): WorkspaceMap {
  const names = new FileNames(workspace);
  const graphs = workspace.graphs().map(({ graph, state }) => names.rename(graph, state.path));
  const uses = workspace
    .events()
    .all()
    .map(({ name, role, path, range, functionId }): NamedEvent => {
      return { name, role, range, functionId, file: names.nameOf(path) };
    });
  const map = buildEventMap(graphs, uses);
  return { map, uris: names.urisOf(map) };
}

/** Files as the map names them: relative to their folder, and behind its name when several are open. */
class FileNames {
  readonly #workspace: Workspace;
  readonly #paths = new Map<string, string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  nameOf(path: string): string {
    const { roots } = this.#workspace;
    const root = this.#workspace.rootOf(path);
    // A single file, opened without its folder, goes by its whole path.
    const inside = roots.includes(root) ? path.slice(root.length + 1) : path;
    const name = roots.length > 1 && inside !== path ? `${posix.basename(root)}/${inside}` : inside;
    this.#paths.set(name, path);
    return name;
  }

  /** The graph's files are relative to the folder of the file at `path`. */
  rename(graph: WorkflowGraph, path: string): WorkflowGraph {
    const root = this.#workspace.rootOf(path);
    const rename = (file: string): string => this.nameOf(isAbsolute(file) ? file : `${root}/${file}`);
    return {
      ...graph,
      file: this.nameOf(path),
      nodes: graph.nodes.map((node) =>
        node.file === undefined ? node : { ...node, file: rename(node.file) },
      ),
      ...(graph.onFailure ? { onFailure: this.rename(graph.onFailure, path) } : {}),
    };
  }

  urisOf(map: EventMap): Record<string, string> {
    const files = [
      ...map.functions.map(({ file }) => file),
      ...map.senders.map(({ file }) => file),
      ...map.links.flatMap(({ places }) => places.map(({ file }) => file)),
      ...map.events.flatMap(({ declared }) => declared.map(({ file }) => file)),
    ];
    return Object.fromEntries(
      [...new Set(files)].flatMap((file) => {
        const path = this.#paths.get(file);
        return path === undefined ? [] : [[file, uriOf(path)]];
      }),
    );
  }
}

/** Code outside of the folder that was opened is named in full. */
function isAbsolute(file: string): boolean {
  return /^(\/|[a-zA-Z]:\/)/.test(file);
}
