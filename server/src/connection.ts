export async function serveStdio(): Promise<number> {
  throw new Error('The language server is not built yet.');
}
