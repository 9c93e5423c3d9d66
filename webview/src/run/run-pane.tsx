/** The run as a whole: why it does not go on, how it ended, what started it, and what it has to do with other runs. */
import type { JSX } from 'preact';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { Attached } from '../inspector/attached.tsx';
import { ErrorBlock, Failures } from '../inspector/failures.tsx';
import { t } from '../l10n.ts';
import type { FromRunPage, RunSection } from '../run-protocol.ts';
import { ValueBlock } from '../values/value-block.tsx';
import { Button } from '../view/button.tsx';
import { LogView } from './log-view.tsx';
import { RunLinks } from './run-links.tsx';
import type { RunPageState } from './run-model.ts';
import { Section } from './section.tsx';
import { Why } from './why.tsx';

export interface RunPaneProps {
  state: RunPageState;
  run: RunProgress;
  now: number;
  post(message: FromRunPage): void;
  onSelect(hashedId: string): void;
  onToggle(section: RunSection, isOpen: boolean): void;
}

export function RunPane(props: RunPaneProps): JSX.Element {
  const { state, run, post } = props;
  const command = (name: 'send-again' | 'open-event' | 'copy-as-send' | 'copy-as-curl') => (): void =>
    post({ kind: 'command', command: name });
  const section = (name: RunSection) => ({
    isOpen: state.openSections.has(name),
    revealed: state.revealed?.section === name ? state.revealed : null,
    onToggle: (isOpen: boolean) => props.onToggle(name, isOpen),
  });
  return (
    <section class="sl-pane" aria-label={t('Run')}>
      {run.error ? <ErrorBlock error={run.error} /> : null}
      <Failures failures={run.failures} maxAttempts={run.maxAttempts} />
      {run.status === 'completed' ? (
        <Section title={t('Output')} {...section('output')}>
          {state.output === undefined ? null : (
            <ValueBlock title="" name={t('Output')} value={state.output} code="output" />
          )}
        </Section>
      ) : null}
      {run.status === 'completed' ? null : (
        <Section title={t('Why?')} note={t(run.status)} {...section('why')}>
          {state.facts?.moment ? (
            <p class="sl-quiet">{t('Only known of the present.')}</p>
          ) : state.why ? (
            <Why why={state.why} now={props.now} post={post} onSelect={props.onSelect} />
          ) : (
            <p class="sl-quiet">
              {state.why === null ? t('Not known while the runtime is stopped.') : t('Loading…')}
            </p>
          )}
        </Section>
      )}
      <Section title={t('Event')} note={run.eventName} {...section('events')}>
        <div class="sl-actions">
          <Button look="secondary" onClick={command('send-again')}>
            {t('Send Again')}
          </Button>
          <Button look="secondary" onClick={command('open-event')}>
            {t('Open Event')}
          </Button>
          <Button look="secondary" onClick={command('copy-as-send')}>
            {t('Copy as steplight send Command')}
          </Button>
          <Button look="secondary" onClick={command('copy-as-curl')}>
            {t('Copy as cURL Command')}
          </Button>
        </div>
        {(state.events ?? []).map((event) => (
          <ValueBlock key={event.internalId} title={event.name} value={event} code="event" />
        ))}
      </Section>
      <Attached metadata={run.metadata} />
      <RunLinks links={state.links} post={post} />
      <LogView logs={run.logs ?? []} onSelect={props.onSelect} />
    </section>
  );
}
