/** Entry of the language server process: `--node-ipc` from VS Code, `--stdio` from any editor. */
import './compile-cache.ts';
import { serve } from './lsp/connection.ts';

serve();
