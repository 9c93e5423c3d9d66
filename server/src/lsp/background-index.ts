/** Reads the workspace in the background: its folders, and the files that call wrappers made in other files. */
import type { Workspace } from '../workspace/workspace.ts';

/** Follows one round of indexing. */
export interface ProgressReporter {
  report(done: number, total: number): void;
  done(): void;
}

export interface IndexListener {
  /** Null when progress is not shown. */
  readonly progress: () => ProgressReporter | null;
  /** Every folder that is open has been read. */
  readonly onIndexed: () => void;
  /** Files whose functions may have changed. */
  readonly onChanged: (paths: readonly string[]) => void;
  readonly onError: (what: string, error: unknown) => void;
}

export class BackgroundIndex {
  readonly #workspace: Workspace;
  readonly #listener: IndexListener;
  #indexed: Promise<void> = Promise.resolve();
  #isFollowing = false;
  #isStopped = false;

  constructor(workspace: Workspace, listener: IndexListener) {
    this.#workspace = workspace;
    this.#listener = listener;
  }

  /** Resolves when every folder added so far has been read; never rejects. */
  get indexed(): Promise<void> {
    return this.#indexed;
  }

  readonly isStopped = (): boolean => this.#isStopped;

  add(folders: readonly string[]): void {
    this.#indexed = this.#indexed.then(() => this.#attempt('Indexing', () => this.#read(folders)));
  }

  /** Builds the graphs that nobody has asked for yet, once the folders have been read. */
  async warm(): Promise<void> {
    await this.#indexed;
    await this.#attempt('Building graphs', () => this.#workspace.warm(this.isStopped));
  }

  /** Looks up the callers of wrappers, behind the edit that made, renamed or removed one. */
  followWrappers(): void {
    if (this.#isFollowing || !this.#workspace.hasNewWrappers) return;
    this.#isFollowing = true;
    void this.#attempt('Following wrappers', async () => {
      await this.#indexed;
      const paths = await this.#workspace.followWrappers(this.isStopped);
      if (!this.#isStopped) this.#listener.onChanged(paths);
    }).then(() => {
      this.#isFollowing = false;
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #read(folders: readonly string[]): Promise<void> {
    const progress = this.#listener.progress();
    try {
      for (const folder of folders) {
        await this.#workspace.index(folder, (done, total) => progress?.report(done, total), this.isStopped);
      }
    } finally {
      progress?.done();
    }
    if (!this.#isStopped) this.#listener.onIndexed();
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#listener.onError(what, error);
    }
  }
}
