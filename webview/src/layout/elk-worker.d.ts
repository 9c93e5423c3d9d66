/** The file has no types of its own. */
declare module 'elkjs/lib/elk-worker.min.js';
