/** Zoom, fit and save: the same below every picture. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import { Button } from './button.tsx';
import type { PictureControls } from './use-picture.ts';

export interface ZoomButtonsProps {
  controls: Pick<PictureControls, 'zoomBy' | 'fit'> | null;
  scale: number;
}

export function ZoomButtons({ controls, scale }: ZoomButtonsProps): JSX.Element {
  return (
    <>
      <Button look="sign" name={t('Zoom Out')} onClick={() => controls?.zoomBy(0.8)}>
        −
      </Button>
      <span class="sl-scale">{`${Math.round(scale * 100)}%`}</span>
      <Button look="sign" name={t('Zoom In')} onClick={() => controls?.zoomBy(1.25)}>
        +
      </Button>
      <Button look="tool" name={t('Fit (0)')} onClick={() => controls?.fit()}>
        {t('Fit')}
      </Button>
    </>
  );
}

export function CameraButtons(props: {
  controls: PictureControls | null;
  scale: number;
  onSave(): void;
}): JSX.Element {
  return (
    <>
      <ZoomButtons {...props} />
      <Button look="tool" name={t('Save as SVG')} onClick={props.onSave}>
        SVG
      </Button>
    </>
  );
}
