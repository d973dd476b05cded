import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { downloadCertificate } from '../deliveries/download-certificate.ts';
import { StubUpstream } from '../testing/index.ts';

const PATH = '/SimpleNotificationService.pem';

describe('the download of a certificate', () => {
  // It is loaded within the time limit of the first download, and by Jest slowly.
  beforeAll(() => import('axios'));

  const servers: Server[] = [];
  /** Starts a server and gives the address of a certificate there. */
  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    servers.push(started);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}${PATH}`;
  }
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('gives what the address serves, as it stands', async () => {
    const pem = '-----BEGIN CERTIFICATE-----\n{"a": 1}\n';
    expect(await downloadCertificate(await serve((_request, response) => response.end(pem)))).toBe(pem);
    const json = await serve((_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"a": 1}');
    });
    expect(await downloadCertificate(json)).toBe('{"a": 1}');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const trap = await StubUpstream.start({ status: 200, body: 'a certificate' });
    const url = await serve((_request, response) => {
      response.writeHead(status, { location: `${trap.url}${PATH}` }).end();
    });
    await expect(downloadCertificate(url)).rejects.toThrow(String(status));
    expect(trap.connections).toBe(0);
    await trap.close();
  });

  it.each([204, 206, 403, 404, 500, 503])('takes no answer but 200 (%d)', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end('sorry'));
    await expect(downloadCertificate(url)).rejects.toThrow(String(status));
  });

  it('takes 16 KiB, and no more, whether announced or not', async () => {
    const served = (length: number, announced: boolean) =>
      serve((_request, response) => {
        if (announced) response.setHeader('content-length', length);
        response.write('x'.repeat(length / 2));
        response.end('x'.repeat(length / 2));
      });
    expect(await downloadCertificate(await served(16 * 1_024, true))).toHaveLength(16 * 1_024);
    await expect(downloadCertificate(await served(16 * 1_024 + 2, true))).rejects.toThrow(/maxContentLength/);
    await expect(downloadCertificate(await served(16 * 1_024 + 2, false))).rejects.toThrow(
      /maxContentLength/,
    );
  });

  it('stops reading an answer without an end', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(1_024)), 1);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    await expect(downloadCertificate(url)).rejects.toThrow(/maxContentLength/);
  });

  it('does not unpack: a small answer may not become a huge one', async () => {
    const packed = Buffer.from('H4sIAAAAAAAAA0tMTAQA', 'base64');
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(packed);
    });
    expect(await downloadCertificate(url)).toBe(packed.toString());
  });

  it.each([
    ['never answers', () => undefined],
    [
      'never ends its headers',
      (response: { writeHead: (status: number) => { flushHeaders: () => void } }) => {
        response.writeHead(200).flushHeaders();
      },
    ],
  ])('gives up on a server that %s', async (_what, behave) => {
    const url = await serve((_request, response) => {
      behave(response);
    });
    await expect(downloadCertificate(url, undefined, 200)).rejects.toThrow();
  });

  it('gives up on a server that drips its answer', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    await expect(downloadCertificate(url, undefined, 300)).rejects.toThrow();
  });

  it('fails where nobody listens', async () => {
    await expect(downloadCertificate(`http://127.0.0.1:1${PATH}`)).rejects.toThrow();
  });
});
