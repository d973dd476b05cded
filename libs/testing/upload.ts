import type { Answer } from './call.ts';
import { RawConnection } from './raw-connection.ts';

/** How a client marks the end of its body, and whether it sends Expect before the body. */
export const FRAMINGS = ['Content-Length', 'chunks', 'Expect: 100-continue'] as const;

export interface Upload {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The size of the body, in bytes. */
  readonly length: number;
  readonly framing?: (typeof FRAMINGS)[number];
  /** Whether the client closes its sending side after the body. */
  readonly endSending?: boolean;
}

const PART = Buffer.alloc(64 * 1_024, ' ');

/**
 * Sends a large body as the simplest client does: it writes everything before it reads. With Expect it sends the body only
 * after `100 Continue`.
 *
 * @throws Error if the connection breaks before the answer is read
 */
export async function uploadTo(port: number, upload: Upload): Promise<Answer> {
  const { method, path, headers, length, framing = 'Content-Length' } = upload;
  const isChunked = framing === 'chunks';
  const fields = {
    host: 'x',
    ...headers,
    ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
    ...(framing === 'Expect: 100-continue' && { expect: '100-continue' }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const connection = await RawConnection.open(port);
  try {
    await connection.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    if ('expect' in fields) {
      const first = await connection.nextAnswer();
      if (first.status !== 100) return first;
    }
    for (let sent = 0; sent < length; sent += PART.length) {
      if (isChunked) await connection.write(`${PART.length.toString(16)}\r\n`);
      await connection.write(PART);
      if (isChunked) await connection.write('\r\n');
    }
    if (isChunked) await connection.write('0\r\n\r\n');
    if (upload.endSending) connection.endSending();
    return await connection.answer();
  } finally {
    connection.destroy();
  }
}
