const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /^content-length:[ \t]*(\d{1,9})[ \t]*$/im;
/** Far above the messages of the bench: a longer one is not HTTP. */
const MAXIMUM_MESSAGE_LENGTH = 2 * 1_024 * 1_024;

/** Receives a whole message. Both arguments are valid during the call only. */
export type OnMessage = (head: string, body: Buffer) => void;

/**
 * Cuts a stream of bytes into HTTP/1.1 requests or responses by their Content-Length. Load generator and stub do as little
 * as possible, so that the server between them stays the bottleneck.
 */
export class MessageFramer {
  readonly #onMessage: OnMessage;
  #rest: Buffer | undefined;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  /** @throws Error at a message that has no Content-Length, or is too long */
  push(chunk: Buffer): void {
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    while (data.length > 0) {
      const headLength = data.indexOf(HEAD_END);
      if (headLength === -1) break;
      const head = data.toString('latin1', 0, headLength);
      const bodyStart = headLength + HEAD_END.length;
      const end = bodyStart + contentLength(head);
      if (data.length < end) break;
      this.#onMessage(head, data.subarray(bodyStart, end));
      data = data.subarray(end);
    }
    if (data.length > MAXIMUM_MESSAGE_LENGTH) throw new Error(`A message of more than ${data.length} bytes`);
    if (data.length > 0) this.#rest = data;
  }
}

function contentLength(head: string): number {
  const length = CONTENT_LENGTH.exec(head)?.[1];
  if (length === undefined && head.startsWith('GET ')) return 0;
  if (length === undefined) throw new Error(`A message without Content-Length: ${head.slice(0, 200)}`);
  return Number(length);
}
