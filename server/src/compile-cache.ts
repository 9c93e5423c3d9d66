/** Imported first: Node caches what the server compiles at startup, so that the next start is faster. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
