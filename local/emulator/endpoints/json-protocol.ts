import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { jsonReply, type Reply } from './reply.ts';

/** Answers one operation. `aborted` is set when the caller has gone; an operation that waits ends then. */
export type JsonOperation = (input: Readonly<Record<string, unknown>>, aborted: AbortSignal) => unknown;

export interface JsonService {
  /** The part of `X-Amz-Target` before the operation. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** The prefix of an error's code in `__type`, such as `com.amazonaws.sqs#`; empty if the service has none. */
  readonly errorPrefix: string;
  readonly operations: ReadonlyMap<string, JsonOperation>;
}

/** Answers one request of the AWS JSON protocols, errors included. `onDefect` receives errors of this program. */
export async function answerJson(
  service: JsonService,
  operationName: string,
  body: string,
  aborted: AbortSignal,
  onDefect: (error: unknown) => void,
): Promise<Reply> {
  try {
    const operation = service.operations.get(operationName);
    if (operation === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `${service.target} has no operation ${operationName} here.`,
      );
    }
    const result = await operation(parseInput(body), aborted);
    return withRequestId(jsonReply(200, result ?? {}, service.contentType));
  } catch (error) {
    if (!(error instanceof AwsError)) onDefect(error);
    return jsonError(service, error);
  }
}

/** The JSON protocols' error reply. Any error but an AwsError becomes InternalServerError, without details. */
export function jsonError(service: Pick<JsonService, 'contentType' | 'errorPrefix'>, error: unknown): Reply {
  const { code, message, status, queryCode } =
    error instanceof AwsError
      ? error
      : new AwsError('InternalServerError', 'An internal error occurred.', 500);
  const prefix = code === 'UnknownOperationException' ? '' : service.errorPrefix;
  const legacy = queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` };
  return withRequestId(jsonReply(status, { __type: prefix + code, message }, service.contentType), legacy);
}

function parseInput(body: string): Readonly<Record<string, unknown>> {
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
  if (!isObject(input)) {
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  }
  return input;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withRequestId(reply: Reply, more: Readonly<Record<string, string>> = {}): Reply {
  return { ...reply, headers: { ...reply.headers, 'x-amzn-requestid': randomUUID(), ...more } };
}
