import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of one connection, so that they are not passed on to the next. */
const HOP_HEADERS = new Set(['host', 'connection', 'content-length']);

export interface RecordingProxy {
  readonly url: string;
  /** What was asked of DynamoDB, each as `dynamodb:Action on table` or `… on table/index/name`. */
  readonly asked: Set<string>;
  close(): void;
}

/** Stands between AWS clients and the AWS endpoints at a URL, and notes what IAM would have to allow. */
export async function recordingProxy(upstream: string): Promise<RecordingProxy> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const [service, action] = String(request.headers['x-amz-target']).split('.');
      if (service?.startsWith('DynamoDB') && action) {
        for (const table of tablesIn(body)) asked.add(`dynamodb:${action} on ${table}`);
      }
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

function tablesIn(body: string): string[] {
  const { TableName, IndexName, RequestItems } = JSON.parse(body) as {
    TableName?: string;
    IndexName?: string;
    RequestItems?: object;
  };
  if (RequestItems) return Object.keys(RequestItems);
  return TableName === undefined
    ? []
    : [IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`];
}
