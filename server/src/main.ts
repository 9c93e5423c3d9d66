/** Entry of the language server process: `--node-ipc` from VS Code, `--stdio` from any editor. */
import { serve } from './connection.ts';

serve();
