import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type HttpAnswer, HttpPool } from '@interstella/libs/http-pool';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import aws4 from 'aws4';
import { deadline } from '../deadline.ts';
import { awsDefaults } from './defaults.ts';

const ATTEMPTS = 3;
const ATTEMPT_LIMIT_MS = 1_500;
/** The first wait before another attempt is at most this long, the next twice as long. */
const FIRST_WAIT_MS = 50;

const POOL = {
  /** More than the generator uses at once, so that claims never wait behind it. */
  connections: 64,
  queued: 4_096,
  connectTimeoutMs: 1_000,
  /** DynamoDB names no time; one that it closed first costs another attempt. */
  keepAliveMs: 30_000,
  /** A BatchGetItem answers 16 MB of items at most, of which JSON makes more. */
  maximumAnswerSize: 64 * 1_024 * 1_024,
};

/** What DynamoDB asks to be tried again, beside every failure of its own: Developer Guide, Error Handling. */
const REPEATED = new Set([
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'UnrecognizedClientException',
]);

/** What DynamoDB refused; the name is that of its exception. */
export class DynamoError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** The operations on items, with DynamoDB's own names, requests and responses. */
export interface DynamoCalls {
  call(operation: string, request: object): Promise<object>;
}

/**
 * DynamoDB for everything in HQ. An attempt that hangs is given up after 1.5 s and repeated twice: all writes here may be
 * repeated. Nothing outlasts the deadline of its request.
 *
 * Calls on items are signed and sent without the SDK, which takes six times as long for one. Where they go, and by whose
 * credentials, the SDK says: it honours the environment, profiles and roles.
 */
export class Dynamo implements DynamoCalls {
  /** For what is rare: tables. */
  readonly sdk: DynamoDBClient;
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

  /** @throws DynamoError if it is refused @throws Error if there is no answer in time */
  async call(operation: string, request: object): Promise<object> {
    const body = JSON.stringify(request);
    for (let attempt = 1; ; attempt += 1) {
      let failure: unknown;
      try {
        const { status, body: answer } = await this.attempt(operation, body);
        if (status === 200) return JSON.parse(answer) as object;
        failure = refusalOf(operation, status, answer);
      } catch (error) {
        failure = error;
      }
      const waitMs = Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1);
      const hasTime = performance.now() + waitMs < deadline();
      if (attempt === ATTEMPTS || !hasTime || !isRepeated(failure)) throw failure as Error;
      await sleep(waitMs);
    }
  }

  /** Sends a request once. */
  async attempt(operation: string, body: string): Promise<HttpAnswer> {
    const { url, region, pool } = await (this.#target ??= this.#connect());
    const credentials = await this.sdk.config.credentials();
    const limitMs = Math.min(ATTEMPT_LIMIT_MS, deadline() - performance.now());
    if (limitMs <= 0) throw new Error(`The time for ${operation} of DynamoDB is over.`);
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
      return await pool.send(request, limitMs);
    } catch (cause) {
      throw new Error(`DynamoDB did not answer ${operation}: ${(cause as Error).message}`, { cause });
    }
  }

  destroy(): void {
    this.sdk.destroy();
    void this.#target?.then(({ pool }) => pool.destroy());
  }

  async #connect() {
    const { config } = this.sdk;
    const { url } = await getEndpointFromInstructions({}, GetItemCommand, config);
    return { url, region: await config.region(), pool: new HttpPool(url.origin, POOL) };
  }
}

/** What brought no answer is repeated, too. */
function isRepeated(failure: unknown): boolean {
  if (!(failure instanceof DynamoError)) return true;
  const { name, status } = failure;
  return status >= 500 || status === 429 || REPEATED.has(name);
}

/** `__type` is `<namespace>#<name>`: Developer Guide, Error Handling. */
function refusalOf(operation: string, status: number, answer: string): DynamoError {
  let said: { readonly __type?: unknown; readonly message?: unknown; readonly Message?: unknown } = {};
  try {
    said = (JSON.parse(answer) as typeof said | null) ?? {};
  } catch {
    // Something between us and DynamoDB answered.
  }
  const { __type: type, message = said.Message } = said;
  const name = typeof type === 'string' ? (type.split('#').at(-1) ?? type) : 'DynamoError';
  return new DynamoError(
    name,
    `${operation}: ${typeof message === 'string' ? message : `status ${status}`}`,
    status,
  );
}
