/**
 * The hosts of a workspace, one process per package: each has its own folder, `.env` files and copy of the SDK, since two majors of it
 * cannot share a process.
 */
import { isAbsolute, resolve } from 'node:path';
import type { HostState } from '../contract/api.ts';
import type { RegisteredApp } from '../registration/registered-app.ts';
import type { WhyLost } from '../transport/sender.ts';
import { filesByPackage } from './host-environment.ts';
import { displayPath, type HostOptions, HostProcess } from './host-process.ts';

export class Hosts {
  readonly #options: HostOptions;
  /** By package folder. */
  readonly #hosts = new Map<string, HostProcess>();
  #root = '';
  /** Absolute. */
  #files: string[] = [];
  #wasStopped = false;
  #inspect: number | null;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#inspect = options.inspect ?? null;
  }

  /** The combined state: of the busiest host, with the first problem. */
  get state(): HostState {
    const hosts = [...this.#hosts.values()];
    const any = (status: HostState['status']) => hosts.some((host) => host.status === status);
    const order = ['starting', 'reloading', 'ready', 'failed'] as const;
    return {
      status: order.find(any) ?? (this.#wasStopped ? 'stopped' : 'off'),
      files: this.#files.map((file) => displayPath(this.#root, file)),
      pid: hosts.find(({ pid }) => pid !== null)?.pid ?? null,
      inspect: hosts.flatMap(({ inspector }) => inspector ?? []),
      notices: hosts.flatMap(({ notices }) => notices),
      problem: hosts.find(({ problem }) => problem !== null)?.problem ?? null,
    };
  }

  /** Absolute paths of the files to load. */
  get files(): string[] {
    return this.#files;
  }

  /** Absolute paths of the user's files that are loaded, with what they import. */
  get loadedFiles(): string[] {
    return [...this.#hosts.values()].flatMap(({ loadedFiles }) => loadedFiles);
  }

  /** Folders of the packages that the files belong to. */
  get folders(): string[] {
    return [...this.#hosts.keys()];
  }

  /** The apps that are served now; after a failed reload, those from before. */
  get apps(): RegisteredApp[] {
    return [...this.#hosts.values()].flatMap(({ apps }) => apps);
  }

  /** Why the host that served this URL has ended; null when none did. */
  whyLost(url: string): WhyLost | null {
    for (const host of this.#hosts.values()) {
      const why = host.whyLost(url);
      if (why !== null) return why;
    }
    return null;
  }

  /** See `ManagedApps`. */
  abandoned(url: string, isPending: () => boolean): void {
    for (const host of this.#hosts.values()) host.abandoned(url, isPending);
  }

  /** Sets the files. Hosts whose files stay the same are not restarted. */
  async configure(root: string, files: string[]): Promise<void> {
    this.#root = root;
    this.#files = files.map((file) => (isAbsolute(file) ? file : resolve(root, file)));
    const wanted = filesByPackage(this.#files, root);
    const changes: Promise<void>[] = [];
    for (const [folder, host] of this.#hosts) {
      const filesNow = wanted.get(folder);
      if (filesNow) changes.push(host.setFiles(filesNow));
      else {
        this.#hosts.delete(folder);
        changes.push(host.stop());
      }
    }
    for (const [folder, filesNow] of wanted) {
      if (this.#hosts.has(folder)) continue;
      this.#hosts.set(
        folder,
        new HostProcess({ ...this.#options, folder, root, files: filesNow, inspect: this.#inspect }),
      );
    }
    await Promise.all(changes);
    this.#options.onChange();
  }

  /** Lets debuggers attach at this port, 0: any free one; null: no longer. */
  async inspect(port: number | null): Promise<void> {
    if (port === this.#inspect) return;
    this.#inspect = port;
    await Promise.all([...this.#hosts.values()].map((host) => host.setInspect(port)));
  }

  /**
   * Starts the hosts of the packages that these files belong to, unless they run, and loads the files. Never rejects.
   *
   * @param files absolute; all of them when absent.
   */
  async start(files: string[] = this.#files): Promise<void> {
    this.#wasStopped = false;
    const byFolder = filesByPackage(files, this.#root);
    await Promise.all([...byFolder].map(([folder, own]) => this.#hosts.get(folder)?.start(own)));
  }

  /** What is in flight is given back. */
  async stop(): Promise<void> {
    this.#wasStopped = [...this.#hosts.values()].some(({ status }) => status !== 'off');
    await Promise.all([...this.#hosts.values()].map((host) => host.stop(0)));
  }
}
