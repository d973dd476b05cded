import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { type Reply } from './reply.ts';

/** Answers one operation. `aborted` tells that the caller no longer waits, for operations that take their time. */
export type JsonOperation = (input: Readonly<Record<string, unknown>>, aborted: AbortSignal) => unknown;

export interface JsonService {
  /** What stands before the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** What stands before an error's code in `__type`, `com.amazonaws.sqs#`, if the service has such a thing. */
  readonly errorPrefix: string;
  readonly operations: ReadonlyMap<string, JsonOperation>;
}

/** Answers one request of the AWS JSON protocols, errors included. `onDefect` is told of errors that are our own. */
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
    return jsonReply(200, service.contentType, result ?? {});
  } catch (error) {
    if (!(error instanceof AwsError)) onDefect(error);
    return jsonError(service, error);
  }
}

/** The JSON protocols' error reply; anything but an AwsError is told as InternalServerError, without details. */
export function jsonError(service: Pick<JsonService, 'contentType' | 'errorPrefix'>, error: unknown): Reply {
  const { code, message, status, queryCode } =
    error instanceof AwsError
      ? error
      : new AwsError('InternalServerError', 'An internal error occurred.', 500);
  const prefix = code === 'UnknownOperationException' ? '' : service.errorPrefix;
  const reply = jsonReply(status, service.contentType, { __type: prefix + code, message });
  const legacy = queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` };
  return { ...reply, headers: { ...reply.headers, ...legacy } };
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

function jsonReply(status: number, contentType: string, value: unknown): Reply {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}
