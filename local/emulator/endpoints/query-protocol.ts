import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { type QueryParameters } from './query-parameters.ts';
import { type Reply } from './reply.ts';
import { type Xml, renderXml } from './xml.ts';

export interface QueryRequest {
  readonly parameters: QueryParameters;
  /** The path of the URL: SQS takes requests at the URL of a queue. */
  readonly path: string;
  /** Whether the request carried an AWS signature; a person following a link in a browser has none. */
  readonly signed: boolean;
}

/**
 * Answers one action. The result is the content of `<XResult>`; an undefined result has no such element. `aborted` is set
 * when the caller has gone.
 */
export type QueryOperation = (
  request: QueryRequest,
  aborted: AbortSignal,
) => Xml | undefined | Promise<Xml | undefined>;

export interface QueryService {
  /** As signatures name it: `sns`. */
  readonly name: string;
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, QueryOperation>;
}

/** Answers one request of the AWS Query protocol, errors included. `onDefect` receives errors of this program. */
export async function answerQuery(
  service: QueryService,
  action: string,
  request: QueryRequest,
  aborted: AbortSignal,
  onDefect: (error: unknown) => void,
): Promise<Reply> {
  try {
    const operation = service.operations.get(action);
    if (operation === undefined) {
      throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
    }
    return success(service, action, await operation(request, aborted));
  } catch (error) {
    if (!(error instanceof AwsError)) onDefect(error);
    return queryError(service.namespace, error);
  }
}

function success(service: QueryService, action: string, result: Xml | undefined): Reply {
  const requestId = randomUUID();
  const body = renderXml({
    ...(result === undefined ? {} : { [`${action}Result`]: result }),
    ResponseMetadata: { RequestId: requestId },
  });
  return xmlReply(
    200,
    requestId,
    `<${action}Response xmlns="${service.namespace}">${body}</${action}Response>`,
  );
}

/**
 * The Query protocol's error reply. Any error but an AwsError becomes InternalError, without details.
 *
 * @param namespace of the service; undefined if the request names no service
 */
export function queryError(namespace: string | undefined, error: unknown): Reply {
  const requestId = randomUUID();
  const { code, queryCode, message, status } =
    error instanceof AwsError ? error : new AwsError('InternalError', 'An internal error occurred.', 500);
  const body = renderXml({
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: queryCode ?? code, Message: message },
    RequestId: requestId,
  });
  const xmlns = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return xmlReply(status, requestId, `<ErrorResponse${xmlns}>${body}</ErrorResponse>`);
}

function xmlReply(status: number, requestId: string, body: string): Reply {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
