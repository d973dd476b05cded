import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Client, Dispatcher } from 'undici';
import { endToEnd, isSuccess, writable } from './answer-head.ts';
import { endAnswer } from './end-answer.ts';
import { judgeFailure } from './judge-failure.ts';
import { answerInPlace } from './own-answer.ts';
import { CHUNKED, type RequestHead } from './request-head.ts';
import type { Target } from './target.ts';
import type { TargetGroup } from './target-group.ts';

/** How an exchange ended. */
export interface Outcome {
  /** What the client got; 460, as AWS logs it, if it was gone before. */
  readonly status: number;
  /** Why that is a failure; absent of one that is none. */
  readonly reason?: string;
  readonly target?: Target;
}

export interface ExchangeOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  readonly targetGroup: TargetGroup;
  /** How long client or target may be silent, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Called once, when the exchange is over. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** A body of at most so many bytes is read before a target is asked, which saves time; a larger one is passed through. */
const BUFFERED_BODY = 64 * 1_024;

/**
 * One request on its way through a target and back, as undici's dispatcher drives it. Nothing is sent twice: what fails on
 * AWS fails here. Neither body is ever held as a whole, unless it is small.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #response: ServerResponse;
  #target: Target | undefined;
  #connection: Client | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #upload: PassThrough | undefined;
  /** Of the answer's body, in bytes, still to come; undefined if the target did not say. */
  #remaining: number | undefined;
  #isAnswered = false;
  #isOver = false;
  readonly #onGone = () => {
    this.#run(() => {
      this.#abandon('the client closed the connection before it had its answer');
    });
  };

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#response = options.response;
  }

  start(): void {
    this.#run(() => {
      this.#start();
    });
  }

  #start(): void {
    const { head, idleTimeoutMs, request } = this.#options;
    // Of the connection, since a response that waits for its turn there is told of nothing.
    request.socket.on('close', this.#onGone);
    this.#response.setTimeout(idleTimeoutMs, () => {
      this.#run(() => {
        this.#silence();
      });
    });
    if (head.contentLength === 0) this.#dispatch(null);
    else if (head.contentLength !== undefined && head.contentLength <= BUFFERED_BODY) this.#collect();
    else this.#dispatch((this.#upload = request.pipe(new PassThrough())));
  }

  /** The rest of the client's body is no HTTP; the client is answered so, and the connection closes. */
  unreadable(status: number, reason: string): void {
    this.#run(() => {
      this.#end(this.#response.headersSent ? this.#response.statusCode : status, reason);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('the exchange is over'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: OutgoingHttpHeaders,
    message?: string,
  ): void {
    // Informational: the answer is still to come.
    if (status < 200) return;
    this.#run(() => {
      this.#begin(status, headers, message);
    });
  }

  #begin(status: number, headers: OutgoingHttpHeaders, message?: string): void {
    const length = headers['content-length'];
    this.#remaining = length === undefined ? undefined : Number(length);
    const coding = headers['transfer-encoding'];
    if (coding !== undefined && !CHUNKED.test(coding)) {
      // Without that coding the client would take the body for something else.
      this.#fail(502, `the target answered with the Transfer-Encoding ${coding}`);
      return;
    }
    this.#response.writeHead(status, writable(message), endToEnd(headers));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#run(() => {
      this.#passOn(controller, chunk);
    });
  }

  #passOn(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#remaining !== undefined) {
      this.#remaining -= chunk.length;
      if (this.#remaining === 0) {
        // Together with the head, if that is still to be written.
        this.#endAnswer(chunk);
        return;
      }
    }
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => {
      this.#run(() => {
        controller.resume();
      });
    });
  }

  onResponseEnd(): void {
    this.#run(() => {
      const { statusCode: status } = this.#response;
      this.#endAnswer();
      this.#end(status, isSuccess(status) ? undefined : `the target answered ${status}`);
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#run(() => {
      const { status, reason } = judgeFailure(error, this.#options.idleTimeoutMs);
      this.#fail(status, reason);
    });
  }

  /** Runs what happens within an exchange. What it throws ends it: nobody else would answer the client, or count it. */
  #run(part: () => void): void {
    if (this.#isOver) return;
    try {
      part();
    } catch (error) {
      this.#fail(502, `the load balancer failed: ${String(error)}`);
    }
  }

  #endAnswer(chunk?: Buffer): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    endAnswer(this.#response, chunk);
  }

  #collect(): void {
    const { request } = this.#options;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.#run(() => {
        this.#dispatch(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks));
      });
    });
  }

  #dispatch(body: Buffer | Readable | null): void {
    const { head, idleTimeoutMs, request, targetGroup } = this.#options;
    this.#target = targetGroup.next();
    if (this.#target === undefined) {
      const missing = targetGroup.hasTargets ? 'checked' : 'registered';
      this.#fail(503, `no target of ${targetGroup.name} is ${missing} yet`);
      return;
    }
    this.#connection = this.#target.begin();
    const dispatched = {
      method: request.method ?? '',
      path: head.target,
      headers: head.headers,
      body,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    };
    this.#connection.dispatch(dispatched, this);
  }

  /** Neither side has said anything to the client's connection for the idle timeout. A silent target has a timer of its own. */
  #silence(): void {
    const { request } = this.#options;
    if (this.#controller?.paused) this.#abandon('the client did not take its answer');
    else if (!request.complete && !request.isPaused()) this.#fail(408, 'the client sent no more of its body');
  }

  /** Answers the client in the target's place; if the target's answer has begun, it is cut off. */
  #fail(status: number, reason: string): void {
    if (this.#response.headersSent) {
      this.#response.destroy();
      this.#end(this.#response.statusCode, `the answer was cut off: ${reason}`);
      return;
    }
    if (status === 408) this.#response.shouldKeepAlive = false;
    answerInPlace(this.#response, status);
    this.#end(status, reason);
  }

  /** Gives up on a client. */
  #abandon(reason: string): void {
    this.#end(460, reason);
    this.#response.destroy();
  }

  #end(status: number, reason: string | undefined): void {
    const { request } = this.#options;
    this.#isOver = true;
    request.socket.off('close', this.#onGone);
    if (this.#upload) {
      // Nobody wants the rest of it, and the client's next request comes after that.
      request.unpipe(this.#upload);
      request.resume();
    }
    if (reason !== undefined) {
      this.#upload?.destroy();
      this.#controller?.abort(new Error(reason));
    }
    const target = this.#target;
    if (this.#connection) target?.end(this.#connection, reason !== undefined);
    this.#options.onEnd({
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(target === undefined ? {} : { target }),
    });
  }
}
