/** Reads bodies of HTTP messages, decoded and limited in size. */
import type { IncomingMessage } from 'node:http';

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * @param limit bytes, also of what a compressed body grows to.
 * @throws BodyTooLargeError
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return decoded(Buffer.concat(chunks), message.headers['content-encoding'], limit);
}

/** Apps behind compressing middleware compress without being asked to. */
async function decoded(bytes: Buffer, encoding: string | undefined, limit: number): Promise<string> {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes.toString();
  const zlib = await import('node:zlib');
  const decode = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync, deflate: zlib.inflateSync }[
    encoding
  ];
  if (!decode) throw new Error(`the response encoding ${encoding} is not supported`);
  try {
    return decode(bytes, { maxOutputLength: limit }).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLargeError();
    throw error;
  }
}
