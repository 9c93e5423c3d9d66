/** This version; a test holds it to package.json, which this folder may not import. */
export const version = '0.3.0';
