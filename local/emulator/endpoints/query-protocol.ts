import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { type QueryParameters } from './query-parameters.ts';
import { type Reply } from './reply.ts';
import { type Xml, renderXml } from './xml.ts';

export interface QueryRequest {
  readonly parameters: QueryParameters;
  /** Whether the request carried an AWS signature; a person following a link in a browser has none. */
  readonly signed: boolean;
}

/** Answers one action; what it returns stands inside `<XResult>`, and nothing means that there is no such element. */
export type QueryOperation = (request: QueryRequest) => Xml | undefined;

export interface QueryService {
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, QueryOperation>;
}

/** Answers one request of the AWS Query protocol, errors included. `onDefect` is told of errors that are our own. */
export function answerQuery(
  service: QueryService,
  request: QueryRequest,
  onDefect: (error: unknown) => void,
): Reply {
  try {
    const action = request.parameters.get('Action');
    if (action === undefined) {
      throw new AwsError(
        'MissingAction',
        'The request must contain the parameter Action, or a header X-Amz-Target.',
      );
    }
    const operation = service.operations.get(action);
    if (operation === undefined) {
      throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
    }
    return success(service, action, operation(request));
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

/** The Query protocol's error reply; anything but an AwsError is told to the caller as InternalError, without details. */
export function queryError(namespace: string, error: unknown): Reply {
  const requestId = randomUUID();
  const { code, message, status } =
    error instanceof AwsError ? error : new AwsError('InternalError', 'An internal error occurred.', 500);
  const body = renderXml({
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
    RequestId: requestId,
  });
  return xmlReply(status, requestId, `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`);
}

function xmlReply(status: number, requestId: string, body: string): Reply {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
