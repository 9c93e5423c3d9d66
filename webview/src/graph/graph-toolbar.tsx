/** Pickers and the camera's buttons. */
import type { JSX } from 'preact';
import { elapsedText } from '../../../runtime/src/contract/duration-text.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { t } from '../l10n.ts';
import type { FromWebview } from '../protocol.ts';
import { Button } from '../view/button.tsx';
import { CameraButtons } from '../view/camera-buttons.tsx';
import { runLooks, statusLooks } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';
import { Toggle } from '../view/toggle.tsx';
import type { PictureControls } from '../view/use-picture.ts';
import { FunctionPicker } from './function-picker.tsx';
import type { GraphState } from './graph-model.ts';

export interface ToolbarProps {
  state: GraphState;
  controls: PictureControls | null;
  scale: number;
  now: number;
  post(message: FromWebview): void;
  onToggleLegend(): void;
  onToggleFollow(): void;
  onSave(): void;
}

export function GraphToolbar(props: ToolbarProps): JSX.Element {
  const { state, controls, post } = props;
  const { graph } = state;
  const event = graph?.triggers.find(({ event, unknown }) => event && !unknown)?.event ?? null;
  return (
    <div class="sl-toolbar" role="toolbar" aria-label={t('Graph')}>
      <div class="sl-pickers">
        {state.functions.length > 0 ? <FunctionPicker state={state} post={post} /> : null}
        {graph ? <RunPicker {...props} /> : null}
        {event && !state.history?.moment ? (
          <Button
            look="primary"
            class="sl-send"
            icon="send"
            onClick={() => post({ kind: 'send-event', event })}
          >
            {t('Send Event')}
          </Button>
        ) : null}
      </div>
      {state.shown ? (
        <div class="sl-tools">
          <Toggle
            pressed={state.pinned}
            name={t('Pin: keep showing this function when the cursor moves to another')}
            onClick={() => post({ kind: 'pin', pinned: !state.pinned })}
          >
            {t('Pin')}
          </Toggle>
          <Toggle
            pressed={state.follow}
            name={t('Follow: keep the node at the cursor in view')}
            onClick={props.onToggleFollow}
          >
            {t('Follow')}
          </Toggle>
          {state.progress ? (
            <Button
              look="sign"
              icon="history"
              name={t('History: show the run at a moment of its past')}
              pressed={state.history !== null}
              onClick={() => post({ kind: state.history ? 'close-history' : 'open-history' })}
            />
          ) : null}
          <Toggle pressed={state.legend} name={t('Legend')} onClick={props.onToggleLegend}>
            {t('Legend')}
          </Toggle>
          <span class="sl-gap" />
          <CameraButtons controls={controls} scale={props.scale} onSave={props.onSave} />
        </div>
      ) : null}
    </div>
  );
}

function RunPicker({ state, now, post }: ToolbarProps): JSX.Element {
  const { progress, runs } = state;
  const look = progress ? statusLooks[runLooks[shownStatus(progress)]] : null;
  if (runs.length === 0) return <span class="sl-quiet sl-no-run">{t('No runs yet')}</span>;
  return (
    <span class="sl-run-picker">
      {look ? <Icon name={look.icon} color={look.color} spinning={look.animated} /> : null}
      <select
        aria-label={t('Run')}
        value={progress?.runId ?? ''}
        onChange={(change) => post({ kind: 'pick-run', runId: change.currentTarget.value || null })}
      >
        <option value="">{t('Hide Runs')}</option>
        {runs.map((run) => (
          <option key={run.runId} value={run.runId}>
            {`${t(run.status)} · ${t('{0} ago', elapsedText(now - run.queuedAt))}`}
          </option>
        ))}
      </select>
      {progress ? (
        <Button
          look="sign"
          name={t('Open Run')}
          icon="timeline"
          onClick={() => post({ kind: 'open-run', runId: progress.runId })}
        />
      ) : null}
      {progress && runs.length > 1 ? (
        <Button
          look="sign"
          name={t('Compare with…')}
          icon="compare"
          onClick={() => post({ kind: 'compare-run', runId: progress.runId })}
        />
      ) : null}
    </span>
  );
}
