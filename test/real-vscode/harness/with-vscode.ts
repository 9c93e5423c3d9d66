/** For the tests of a file or `describe`: VS Code with Steplight, open on a copy of the sample. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startSampleApp } from './sample-app.ts';
import { Session, type SessionOptions } from './session.ts';
import { Steplight } from './steplight.ts';
import { copySample, type WorkspaceCopy } from './workspace-copy.ts';

export interface WithVsCode extends Omit<SessionOptions, 'folder'> {
  /** Also starts the sample as an app of its own, as its user would, on this port. */
  appPort?: number | null;
}

export class OpenSample {
  #workspace: WorkspaceCopy | null = null;
  #session: Session | null = null;
  #app: { stop: () => Promise<void> } | null = null;

  get session(): Session {
    if (this.#session === null) throw new Error('VS Code is not open yet');
    return this.#session;
  }

  /** Follows the session over being closed and opened again. */
  get steplight(): Steplight {
    return new Steplight(this.session.workbench);
  }

  /** Absolute path. */
  get folder(): string {
    if (this.#workspace === null) throw new Error('there is no workspace yet');
    return this.#workspace.folder;
  }

  async open(variant: string, { appPort = null, ...options }: WithVsCode): Promise<void> {
    this.#workspace = copySample(variant);
    if (appPort !== null) this.#app = await startSampleApp(this.folder, appPort);
    this.#session = await Session.open({ folder: this.folder, ...options });
    await this.session.workbench.openFile('src/contacts-import.ts').catch(async (error: unknown) => {
      await this.session.explain('the file could not be opened');
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.#session?.close();
    await this.#app?.stop();
    this.#workspace?.remove();
  }
}

/** Opens before the first test with the function's file in front, closes after the last, and explains what fails. */
export function withVsCode(variant: string, options: WithVsCode = {}): OpenSample {
  const sample = new OpenSample();
  beforeAll(() => sample.open(variant, options));
  beforeEach((context) => sample.session.explainFailureOf(context));
  afterAll(() => sample.close());
  return sample;
}
