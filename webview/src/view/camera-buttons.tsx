/** Zoom, fit and save: the same below every picture. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { PictureControls } from './use-picture.ts';

export function CameraButtons(props: {
  controls: PictureControls | null;
  scale: number;
  onSave(): void;
}): JSX.Element {
  const { controls } = props;
  return (
    <>
      <button
        type="button"
        class="sl-icon-button"
        aria-label={t('Zoom out')}
        onClick={() => controls?.zoomBy(0.8)}
      >
        −
      </button>
      <span class="sl-scale">{`${Math.round(props.scale * 100)}%`}</span>
      <button
        type="button"
        class="sl-icon-button"
        aria-label={t('Zoom in')}
        onClick={() => controls?.zoomBy(1.25)}
      >
        +
      </button>
      <button
        type="button"
        class="sl-icon-button sl-wide"
        title={t('Fit graph (0)')}
        aria-label={t('Fit graph (0)')}
        onClick={() => controls?.fit()}
      >
        {t('Fit')}
      </button>
      <button
        type="button"
        class="sl-icon-button sl-wide"
        title={t('Save as SVG')}
        aria-label={t('Save as SVG')}
        onClick={props.onSave}
      >
        SVG
      </button>
    </>
  );
}
