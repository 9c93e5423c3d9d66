/** What the answers to requests are made from. */
import type { Workspace } from '../workspace/workspace.ts';
import type { ClientAbilities } from './client.ts';

export interface ServerContext {
  readonly workspace: Workspace;
  /** Those of {@link plainClient} until the client has sent `initialize`. */
  readonly abilities: ClientAbilities;
  /** Resolves when the open folders have been indexed; never rejects. */
  readonly indexed: Promise<void>;
  readonly isStopped: () => boolean;
  /** The path of a document. */
  readonly pathFor: (uri: string) => string;
}
