import { languageTargets } from './languages.ts';
import { conformIn } from './ported.ts';
import { portedFeatures } from './ported-features.ts';

conformIn(languageTargets.go, portedFeatures);
conformIn(languageTargets.goCheckpoints, portedFeatures);
conformIn(languageTargets.goStreaming, portedFeatures);
conformIn(languageTargets.goConnect, portedFeatures);
