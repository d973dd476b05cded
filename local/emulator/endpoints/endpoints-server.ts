import { refusalOfForeignPage } from '@interstella/libs/loopback';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { DYNAMODB_BODY_LIMIT, type DynamoDb } from '../dynamodb/dynamodb.ts';
import { DISTURB_PATH } from '../../control-key/index.ts';
import { AwsError } from './aws-error.ts';
import { disturbDeliveries, type DisturbRoute } from './disturb-route.ts';
import { SERVICES_HERE, foreignQuery, serviceMeant } from './foreign-query.ts';
import { type JsonService, answerJson, jsonError } from './json-protocol.ts';
import { QueryParameters } from './query-parameters.ts';
import { type QueryService, answerQuery, queryError } from './query-protocol.ts';
import { BodyError, readBody } from '@interstella/libs/streams';
import { type Reply, send } from './reply.ts';

/**
 * The largest thing is a message of 1 MiB for SQS. JSON may spell each of its bytes with six (`\\u0000`), a form with three;
 * what stands beside the message is small.
 */
const BODY_LIMIT = 6 * 1024 * 1024 + 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than AWS clients keep an idle connection, so that the client closes it. */
const KEEP_ALIVE_MS = 65_000;

export interface Services {
  readonly json: readonly JsonService[];
  readonly query: readonly QueryService[];
  readonly dynamoDb: DynamoDb;
  /** Files served to GET, by path: the signing certificate. */
  readonly files: ReadonlyMap<string, string>;
  /** For rehearsed faults; undefined without a control key. */
  readonly disturbRoute: DisturbRoute | undefined;
  /** Names that a Host header may have, beside those of the loopback. @default each name is taken */
  readonly hosts: readonly string[] | undefined;
  /** Receives errors of this program, not those of a caller. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * One HTTP server for all services. `X-Amz-Target` names a JSON service and its operation. Any other request is in the Query
 * protocol, with its parameters in the form body, or in the query string of a link that people follow.
 */
export function makeEndpointsServer(services: Services): Server {
  const server = createServer((request, response) => {
    answer(services, request, response).catch((error: unknown) => {
      services.onDefect(error);
      if (response.headersSent) response.destroy();
      else send(response, defectReply(services, request, error));
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function answer(services: Services, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // No key guards this port, and every web page in the user's browser can reach it.
  const refusal = refusalOfForeignPage(
    request.headers,
    services.hosts && { hosts: services.hosts, scheme: 'http' },
  );
  if (refusal !== undefined) {
    request.resume();
    const reply = defectReply(services, request, new AwsError('AccessDenied', refusal, 403));
    send(response, { ...reply, headers: { ...reply.headers, connection: 'close' } });
    return;
  }
  const target = readTarget(request);
  const toDynamoDb = target?.service.startsWith('DynamoDB_') === true;
  const url = readUrl(request);
  const file = request.method === 'GET' ? services.files.get(url.pathname) : undefined;
  if (file !== undefined) {
    send(response, { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: file });
    return;
  }
  let body: Buffer;
  try {
    body = await readBody(request, toDynamoDb ? DYNAMODB_BODY_LIMIT : BODY_LIMIT);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.reason === 'too large') refuseTooLarge(services, request, response);
    return;
  }
  if (toDynamoDb) {
    send(response, await services.dynamoDb.answer(request, body));
  } else if (target !== undefined) {
    send(response, await answerTarget(services, target, body, whenClosed(response)));
  } else if (services.disturbRoute && request.method === 'PUT' && url.pathname === DISTURB_PATH) {
    send(response, disturbDeliveries(services.disturbRoute, request, body));
  } else {
    send(response, await answerForm(services, request, url, body, whenClosed(response)));
  }
}

/** Aborted when the caller closes the connection. */
function whenClosed(response: ServerResponse): AbortSignal {
  const aborted = new AbortController();
  response.once('close', () => {
    aborted.abort();
  });
  return aborted.signal;
}

async function answerForm(
  services: Services,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  aborted: AbortSignal,
): Promise<Reply> {
  const parameters = QueryParameters.parse(`${url.search.slice(1)}&${body.toString()}`);
  const action = parameters.get('Action');
  const name = serviceMeant(request, parameters, services.query);
  const service = services.query.find((candidate) => candidate.name === name);
  if (service === undefined || action === undefined) {
    return queryError(service?.namespace, foreignQuery(service === undefined ? name : undefined, action));
  }
  const signed = request.headers.authorization !== undefined || url.searchParams.has('X-Amz-Signature');
  const { pathname: path } = url;
  return answerQuery(service, action, { parameters, path, signed }, aborted, services.onDefect);
}

async function answerTarget(
  services: Services,
  target: Target,
  body: Buffer,
  aborted: AbortSignal,
): Promise<Reply> {
  const service = serviceOf(services, target);
  if (service === undefined) return jsonError(UNKNOWN_SERVICE, noService(target));
  return answerJson(service, target.operation, body.toString(), aborted, services.onDefect);
}

interface Target {
  readonly service: string;
  readonly operation: string;
}

/** Reads `X-Amz-Target: AmazonSSM.GetParameter`. */
function readTarget(request: IncomingMessage): Target | undefined {
  const header = request.headers['x-amz-target'];
  if (typeof header !== 'string') return undefined;
  const [service = '', operation = ''] = header.split('.');
  return { service, operation };
}

/** The shape of errors for callers of a JSON service that is not here. */
const UNKNOWN_SERVICE = { contentType: 'application/x-amz-json-1.1', errorPrefix: '' } as const;

function noService({ service }: Target): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `X-Amz-Target names the service ${service}, which is not here. ${SERVICES_HERE}`,
  );
}

function serviceOf(services: Services, target: Target): JsonService | undefined {
  return services.json.find((candidate) => candidate.target === target.service);
}

function readUrl(request: IncomingMessage): URL {
  const path = request.url ?? '/';
  return URL.canParse(path, 'http://endpoint')
    ? new URL(path, 'http://endpoint')
    : new URL('http://endpoint/');
}

function refuseTooLarge(services: Services, request: IncomingMessage, response: ServerResponse): void {
  const error = new AwsError('RequestEntityTooLarge', 'The request body is larger than the limit.', 413);
  const reply = defectReply(services, request, error);
  // The rest of the body stays unread, so the connection cannot serve another request.
  response.once('finish', () => {
    request.destroy();
  });
  send(response, { ...reply, headers: { ...reply.headers, connection: 'close' } });
}

function defectReply(services: Services, request: IncomingMessage, error: unknown): Reply {
  const target = readTarget(request);
  return target === undefined
    ? queryError(undefined, error)
    : jsonError(serviceOf(services, target) ?? UNKNOWN_SERVICE, error);
}
