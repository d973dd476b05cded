import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of one connection, so that they are not passed on to the next. */
const HOP_HEADERS = new Set(['host', 'connection', 'content-length']);

export interface RecordingProxy {
  readonly url: string;
  /** What was asked of AWS, each as `service:Action on name`; of an index, `… on table/index/name`. */
  readonly asked: Set<string>;
  close(): void;
}

/** Stands between AWS clients and the AWS endpoints at a URL, and notes what IAM would have to allow. */
export async function recordingProxy(upstream: string): Promise<RecordingProxy> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      for (const permission of permissionsFor(request.headers['x-amz-target'], body)) asked.add(permission);
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          HOP_HEADERS.has(name) ? [] : [[name, String(value)]],
        ),
      );
      const answer = await fetch(upstream + (request.url ?? '/'), {
        method: request.method ?? 'POST',
        headers,
        body,
      });
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}

/** By what a target begins with: the service as IAM calls it, and the names of what is asked. */
const SERVICES: Readonly<
  Record<string, { readonly prefix: string; readonly names: (body: Body) => readonly string[] }>
> = {
  DynamoDB_20120810: { prefix: 'dynamodb', names: tablesIn },
  AmazonSQS: { prefix: 'sqs', names: ({ QueueUrl = '' }) => [QueueUrl.split('/').at(-1) ?? ''] },
  AmazonSSM: { prefix: 'ssm', names: ({ Name = '' }) => [Name] },
};

interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: object;
  readonly QueueUrl?: string;
  readonly Name?: string;
}

/** @throws for a request of which nobody here knows what it needs */
function permissionsFor(target: string | string[] | undefined, body: string): readonly string[] {
  if (target === undefined) return [topicPermission(new URLSearchParams(body))];
  const [name = '', action = ''] = String(target).split('.');
  const service = SERVICES[name];
  if (!service) throw new Error(`Nobody knows what ${String(target)} needs.`);
  return service.names(JSON.parse(body) as Body).map((one) => `${service.prefix}:${action} on ${one}`);
}

/** Of SNS, which has no targets. Publishing ten at once needs no permission of its own. */
function topicPermission(form: URLSearchParams): string {
  const action = form.get('Action') === 'PublishBatch' ? 'Publish' : form.get('Action');
  return `sns:${action ?? ''} on ${form.get('TopicArn')?.split(':').at(-1) ?? ''}`;
}

function tablesIn({ TableName, IndexName, RequestItems }: Body): readonly string[] {
  if (RequestItems) return Object.keys(RequestItems);
  if (TableName === undefined) return [];
  return [IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`];
}
