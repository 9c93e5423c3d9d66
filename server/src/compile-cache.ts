/** Imported first: what the server compiles when it starts is kept by Node, so that the next start is faster. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
