import { languageTargets } from './languages.ts';
import { conformIn } from './ported.ts';
import { portedFeatures } from './ported-features.ts';

conformIn(languageTargets.python, portedFeatures);
conformIn(languageTargets.pythonStreaming, portedFeatures);
conformIn(languageTargets.pythonConnect, portedFeatures);
