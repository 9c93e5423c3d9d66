/** Pickers and the camera's buttons. */
import type { JSX } from 'preact';
import { runLooks } from '../inspector/run-details.tsx';
import { t } from '../l10n.ts';
import type { FromWebview } from '../protocol.ts';
import { CameraButtons } from '../view/camera-buttons.tsx';
import { statusLooks } from '../view/draw/appearance.ts';
import { StrokeIcon } from '../view/draw/draw-box.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { spanText } from '../view/time-text.ts';
import { Toggle } from '../view/toggle.tsx';
import type { PictureControls } from '../view/use-picture.ts';
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
        {state.functions.length > 0 ? (
          <select
            aria-label={t('Function')}
            value={graph?.id ?? ''}
            onChange={(change) => post({ kind: 'pick-function', functionId: change.currentTarget.value })}
          >
            {graph ? null : <option value="">{t('Pick a function')}</option>}
            {state.functions.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        ) : null}
        {graph ? <RunPicker {...props} /> : null}
        {event ? (
          <button type="button" class="sl-button sl-send" onClick={() => post({ kind: 'send-event', event })}>
            <svg width="14" height="14" aria-hidden="true">
              <StrokeIcon x={0} y={0} scale={0.88} icon="send" color="currentColor" />
            </svg>
            {t('Send event')}
          </button>
        ) : null}
      </div>
      {state.shown ? (
        <div class="sl-tools">
          <Toggle
            pressed={state.pinned}
            name={t('Pin: stay with this function wherever the cursor goes')}
            onClick={() => post({ kind: 'pin', pinned: !state.pinned })}
          >
            {t('Pin')}
          </Toggle>
          <Toggle pressed={state.follow} name={t('Follow cursor')} onClick={props.onToggleFollow}>
            {t('Follow')}
          </Toggle>
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
  const look = progress ? statusLooks[runLooks[progress.status]] : null;
  if (runs.length === 0) return <span class="sl-quiet sl-no-run">{t('No run yet')}</span>;
  return (
    <span class="sl-run-picker">
      {look ? (
        <svg width="16" height="16" aria-hidden="true">
          <StrokeIcon
            x={0}
            y={0}
            scale={1}
            icon={look.icon}
            color={themePaint[look.color]}
            spinning={look.animated}
          />
        </svg>
      ) : null}
      <select
        aria-label={t('Run')}
        value={progress?.runId ?? ''}
        onChange={(change) => post({ kind: 'pick-run', runId: change.currentTarget.value || null })}
      >
        <option value="">{t('No run')}</option>
        {runs.map((run) => (
          <option key={run.runId} value={run.runId}>
            {`${t(run.status)} · ${t('{0} ago', spanText(Math.max(1000, now - run.queuedAt)))}`}
          </option>
        ))}
      </select>
    </span>
  );
}
