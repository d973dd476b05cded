import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stub behaves: `hangs` reads every request and never answers. */
export type SnsMood = 'answers' | 'refuses' | 'hangs';

/** A stub of SNS. It records each message as `<topic ARN> <subject> <message>` and answers according to its mood. */
export async function startSnsStub() {
  const published: string[] = [];
  const stub = { mood: 'answers' as SnsMood };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      if (stub.mood === 'refuses') {
        response.writeHead(500, { 'content-type': 'text/xml' }).end('<ErrorResponse/>');
        return;
      }
      const form = new URLSearchParams(text);
      const action = form.get('Action') ?? '';
      const note = (prefix: string) => {
        const field = (name: string) => form.get(prefix + name) ?? '';
        published.push(`${form.get('TopicArn') ?? ''} ${field('Subject')} ${field('Message')}`);
      };
      let result = '<MessageId>1</MessageId>';
      if (action === 'PublishBatch') {
        const ids: string[] = [];
        for (let n = 1; form.has(`PublishBatchRequestEntries.member.${n}.Id`); n += 1) {
          note(`PublishBatchRequestEntries.member.${n}.`);
          ids.push(form.get(`PublishBatchRequestEntries.member.${n}.Id`) ?? '');
        }
        const done = ids.map((id) => `<member><Id>${id}</Id><MessageId>${id}</MessageId></member>`);
        result = `<Failed/><Successful>${done.join('')}</Successful>`;
      } else note('');
      if (stub.mood === 'hangs') return;
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result>` +
          `<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(stub, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    published,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  });
}
