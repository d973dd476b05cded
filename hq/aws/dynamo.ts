import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type HttpAnswer, HttpPool, TooManyCalls } from '@interstella/libs/http-pool';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorType, RetryToken, StandardRetryToken } from '@smithy/types';
import aws4 from 'aws4';
import { deadline } from '../deadline.ts';
import { awsDefaults } from './defaults.ts';

const ATTEMPTS = 3;
const ATTEMPT_LIMIT_MS = 1_500;
/** The SDK waits at most 20 s between two attempts. */
const LONGEST_WAIT_MS = 20_000;

const POOL = {
  /** More than the generator uses, so that claims do not wait for a connection. */
  connections: 64,
  queued: 4_096,
  connectTimeoutMs: 1_000,
  /** DynamoDB documents no idle time. A connection that it has closed costs a retry. */
  keepAliveMs: 30_000,
  /** A BatchGetItem returns at most 16 MB of items, which are longer in JSON. */
  maximumAnswerSize: 64 * 1_024 * 1_024,
};

/** DynamoDB refused a request. `name` is the name of its exception. */
export class DynamoError extends Error {
  /** Same shape as in the SDK's errors. */
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(
    override readonly name: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.$metadata = { httpStatusCode: status };
  }
}

/** The operations on items, with DynamoDB's own names, requests and responses. */
export interface DynamoCalls {
  call(operation: string, request: object): Promise<object>;
}

/**
 * HQ's DynamoDB client. An attempt fails after 1.5 s without a byte of the answer. Retries follow the SDK's strategy: at
 * most two, with a longer wait when DynamoDB throttles, and none while most attempts fail. A call ends by the deadline of
 * its request; only the search for credentials may take longer.
 *
 * Calls on items are signed and sent without the SDK, which takes six times as long for one. The SDK still finds endpoint,
 * region and credentials, from the environment, profiles and roles. A wrong clock is not corrected.
 */
export class Dynamo implements DynamoCalls {
  /** For operations on tables. */
  readonly sdk: DynamoDBClient;
  readonly #retries = new StandardRetryStrategy(ATTEMPTS);
  #target: Promise<{ readonly url: URL; readonly region: string; readonly pool: HttpPool }> | undefined;

  constructor(endpoint?: string) {
    this.sdk = new DynamoDBClient({
      ...awsDefaults(process.env, endpoint),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: POOL.connectTimeoutMs,
        requestTimeout: ATTEMPT_LIMIT_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** @throws DynamoError if DynamoDB refuses the call @throws Error if it does not answer in time */
  async call(operation: string, request: object): Promise<object> {
    const body = JSON.stringify(request);
    let token: RetryToken = await this.#retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const { status, body: answer } = await this.attempt(operation, body);
        if (status !== 200) throw refusalOf(operation, status, answer);
        this.#retries.recordSuccess(token as StandardRetryToken);
        return JSON.parse(answer) as object;
      } catch (failure) {
        const next = await this.#wait(token, failure as Error);
        if (!next) throw failure as Error;
        token = next;
      }
    }
  }

  /** Sends a request once. Public so that tests can override it and lose an answer. */
  async attempt(operation: string, body: string): Promise<HttpAnswer> {
    const { url, region, pool } = await this.#findTarget();
    const credentials = await this.sdk.config.credentials();
    const wholeMs = deadline() - performance.now();
    if (wholeMs <= 0) throw new Error(`The request's time was over before DynamoDB's ${operation} was sent.`);
    const { headers = {} } = aws4.sign(
      {
        ...{ service: 'dynamodb', region, method: 'POST', host: url.host, path: url.pathname, body },
        headers: {
          'Content-Type': 'application/x-amz-json-1.0',
          'X-Amz-Target': `DynamoDB_20120810.${operation}`,
        },
      },
      credentials,
    );
    const request = { path: url.pathname, method: 'POST', headers: headers as Record<string, string>, body };
    try {
      return await pool.send(request, { wholeMs, silenceMs: ATTEMPT_LIMIT_MS });
    } catch (cause) {
      throw new Error(`DynamoDB did not answer ${operation}: ${(cause as Error).message}`, { cause });
    }
  }

  destroy(): void {
    this.sdk.destroy();
    void this.#target?.then(
      ({ pool }) => pool.destroy(),
      () => undefined,
    );
  }

  /** Waits before a retry. @returns undefined if the call must not be retried, or not in time */
  async #wait(token: RetryToken, failure: Error): Promise<RetryToken | undefined> {
    const errorType = errorTypeOf(failure);
    const leftMs = Math.min(deadline() - performance.now(), LONGEST_WAIT_MS);
    if (!errorType || leftMs <= 0) return undefined;
    const refresh = this.#retries.refreshRetryTokenForRetry(token as StandardRetryToken, { errorType });
    const timeIsOver = sleep(leftMs, undefined, { ref: false });
    return Promise.race([refresh, timeIsOver]).catch(() => undefined);
  }

  /** Cached unless it fails: credentials may be there the next time. */
  #findTarget() {
    return (this.#target ??= this.#connect().catch((error: unknown) => {
      this.#target = undefined;
      throw error;
    }));
  }

  async #connect() {
    const { config } = this.sdk;
    const { url } = await getEndpointFromInstructions({}, GetItemCommand, config);
    return { url, region: await config.region(), pool: new HttpPool(url.origin, POOL) };
  }
}

/** Undefined for a failure that a retry would not change. */
function errorTypeOf(failure: Error): RetryErrorType | undefined {
  if (!(failure instanceof DynamoError)) {
    return failure.cause instanceof TooManyCalls ? undefined : 'TRANSIENT';
  }
  const known = failure as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(known)) return 'THROTTLING';
  return isTransientError(known) ? 'TRANSIENT' : undefined;
}

/** `__type` is `<namespace>#<name>`: Developer Guide, Error Handling. */
function refusalOf(operation: string, status: number, answer: string): DynamoError {
  let said: { readonly __type?: unknown; readonly message?: unknown; readonly Message?: unknown } = {};
  try {
    said = (JSON.parse(answer) as typeof said | null) ?? {};
  } catch {
    // A proxy answered instead of DynamoDB.
  }
  const { __type: type, message = said.Message } = said;
  const name = typeof type === 'string' ? (type.split('#').at(-1) ?? type) : 'DynamoError';
  const why = typeof message === 'string' ? message : `status ${status}`;
  return new DynamoError(name, `DynamoDB refused ${operation}: ${why}`, status);
}
