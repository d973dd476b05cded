import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { preload } from '../preload.ts';
import { Program, type Environment } from '../program.ts';
import {
  bundleOf,
  environmentOf,
  HQ_KEY,
  SERVICE_KEY,
  ServiceUnderTest,
  type ServiceKind,
} from '../service-under-test.ts';
import { SnsSigner } from '../sns-signer.ts';
import { StubUpstream } from '../stub-upstream.ts';
import { waitFor } from '../wait-for.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

/** Long enough to observe the drain on a loaded machine. */
const DRAIN = { DRAIN_MS: '2000' };

/** How a service starts, answers health checks, and stops. */
export function describeLifecycle(kind: ServiceKind): void {
  describe(`${kind.room} as a process`, () => {
    let sns: SnsSigner;
    beforeAll(async () => {
      sns = await SnsSigner.create();
    });
    const start = (env: Environment = {}) => ServiceUnderTest.start(kind, env, sns);
    const noMore = { code: 0, signal: null };

    describe('while it runs', () => {
      const service = useService(kind);

      it.each(['GET', 'HEAD'])('is healthy at %s, and asks nobody upstream', async (method) => {
        const answer = await service().call(kind.healthPath, { method });
        expect(answer).toMatchObject({ status: 200, body: method === 'GET' ? 'OK' : '' });
        expectNobodyAsked(service());
      });

      it('keeps idle connections longer than the 60 s of a load balancer', async () => {
        const agent = new Agent({ keepAlive: true });
        const { headers } = await service().call(kind.healthPath, { method: 'GET', agent });
        agent.destroy();
        expect(headers.connection).toBe('keep-alive');
        expect(Number(/timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1])).toBeGreaterThan(60);
      });

      it('says nothing of what it is built with', async () => {
        const { headers } = await service().call(kind.healthPath, { method: 'GET' });
        expect(headers).not.toHaveProperty('server');
        expect(headers).not.toHaveProperty('x-powered-by');
      });
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 after %s', async (signal) => {
      const service = await start();
      service.program.signal(signal);
      expect(await service.program.exited).toEqual(noMore);
      expect(service.program.lines.at(-1)).toBe('Stopped');
      await service.close();
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 after %s while it starts', async (signal) => {
      const program = new Program(bundleOf(kind.room), {
        ...environmentOf(kind, 'http://127.0.0.1:1', sns.certificate),
        ...signalOnListen(signal),
      });
      expect(await program.exited).toEqual(noMore);
    });

    it('answers health with 503 while it drains, and still serves orders, asking clients to leave', async () => {
      const service = await start(DRAIN);
      service.program.signal('SIGTERM');
      await waitFor('health to be 503', async () => (await service.health()) === 503);
      // A second signal must not cut the drain short.
      service.program.signal('SIGTERM');
      const agent = new Agent({ keepAlive: true });
      const { path } = kind;
      const order = { agent, body: JSON.stringify(service.notification()) };
      const answer = await service.call(path, order);
      agent.destroy();
      expect(answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
      expect(await service.program.exited).toEqual(noMore);
      await service.close();
    });

    it.each([
      ['who started it lets go of it', 'letGo'],
      ['a person presses Ctrl-C', 'interrupt'],
    ] as const)('drains no longer once %s', async (_when, event) => {
      // Longer than any wait of the tests.
      const service = await start({ DRAIN_MS: '60000' });
      service.program.signal('SIGTERM');
      await waitFor('the drain to begin', async () => (await service.health()) === 503);
      if (event === 'letGo') service.program.letGo();
      else service.program.signal('SIGINT');
      await waitFor('the stop to end', () => service.program.output.includes('Stopped'));
      expect(await service.program.exited).toEqual(noMore);
      await service.close();
    });

    it('ends the order in hand before it exits, and does not wait for the client to leave', async () => {
      const service = await start();
      let answerUpstream: (() => void) | undefined;
      service.upstream.behaves(
        () =>
          new Promise((resolve) => {
            answerUpstream = () => {
              resolve(kind.upstream.success);
            };
          }),
      );
      const agent = new Agent({ keepAlive: true });
      const order = service.call(kind.path, { agent, body: JSON.stringify(service.notification()) });
      await waitFor('the order to be upstream', () => service.upstream.requests.length === 1);
      service.program.signal('SIGTERM');
      await waitFor('the stop to begin', () => service.program.output.includes('Stopping'));
      answerUpstream?.();
      expect(await order).toMatchObject({ status: 200 });
      expect(await service.program.exited).toEqual(noMore);
      agent.destroy();
      await service.close();
    });

    it.each([
      ['says nothing', ''],
      ['is in the middle of its headers', `POST ${kind.path} HTTP/1.1\r\nHost: x\r\n`],
      ['is in the middle of its body', `POST ${kind.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`],
    ])('exits with 0 though a client that %s stays connected', async (_what, bytes) => {
      const service = await start();
      const socket = connect(service.program.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      socket.write(bytes);
      await service.health();
      expect(await service.program.stop()).toEqual(noMore);
      socket.destroy();
      await service.close();
    });

    it('stops when the process that started it was killed', async () => {
      const upstream = await StubUpstream.start(kind.upstream.success);
      const parent = spawn(process.execPath, ['-e', PARENT, bundleOf(kind.room)], {
        env: environmentOf(kind, upstream.url, sns.certificate),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      parent.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      // The service writes to the parent's own output, which therefore ends only when both are gone.
      let isOver = false;
      parent.stdout.once('close', () => (isOver = true));
      const ready = await waitFor('the service to be ready', () => /process (\d+) is ready/.exec(output));
      parent.kill('SIGKILL');
      await waitFor('the service to be gone', () => isOver).catch((error: unknown) => {
        process.kill(Number(ready[1]), 'SIGKILL');
        throw error;
      });
      expect(output).toContain('Stopped');
      await upstream.close();
    });

    it('exits with 0 when the process that started it was gone before it was ready', async () => {
      const child = fork(bundleOf(kind.room), {
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: environmentOf(kind, 'http://127.0.0.1:1', sns.certificate),
      });
      let output = '';
      child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
      child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
      child.disconnect();
      const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
      expect(await once(child, 'exit')).toEqual([0, null]);
      clearTimeout(limit);
      await waitFor('all that it said', () => output.includes('Stopped'));
      expect(output).not.toContain('Error');
    });

    it('refuses to start with a wrong environment: all problems at once, no values, exit code 1', async () => {
      const program = new Program(bundleOf(kind.room), {
        ...environmentOf(kind, 'ftp://user:pass-3f1d@hq', 'not-a-certificate-77aa'),
        ...{ monolithUrl: 'ftp://user:pass-3f1d@monolith' },
        PORT: '70000',
        LOG_FORMAT: 'xml-91c2',
        DIRECT_ORDERS: 'sometimes-20fe',
        TOPIC_ARN: 'arn:aws:s3:::bucket-4b4b',
      });
      expect(await program.exited).toEqual({ code: 1, signal: null });
      const variables = ['PORT', 'LOG_FORMAT', 'DIRECT_ORDERS', 'TOPIC_ARN', 'SNS_PINNED_CERTIFICATE'];
      for (const name of [...variables, kind.room === 'monolith' ? 'API_ENDPOINT' : 'monolithUrl']) {
        expect(program.output).toContain(name);
      }
      expect(program.output).not.toMatch(/3f1d|77aa|70000|91c2|20fe|4b4b|\n\s+at /);
      expect(program.output).not.toContain(HQ_KEY);
      expect(program.output).not.toContain(SERVICE_KEY);
    });

    it('refuses to start with a certificate that cannot be read, and says which variable has it', async () => {
      const pem = '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----';
      const program = new Program(bundleOf(kind.room), environmentOf(kind, 'http://127.0.0.1:1', pem));
      expect(await program.exited).toEqual({ code: 1, signal: null });
      expect(program.output).toContain('SNS_PINNED_CERTIFICATE');
      expect(program.output).not.toMatch(/\n\s+at /);
    });

    it('refuses to start on a port that is taken, and says so', async () => {
      const holder = await StubUpstream.start({ status: 200 });
      const program = new Program(bundleOf(kind.room), {
        ...environmentOf(kind, holder.url, sns.certificate),
        PORT: String(holder.port),
      });
      expect(await program.exited).toEqual({ code: 1, signal: null });
      expect(program.output).toContain(String(holder.port));
      expect(program.output).toContain('PORT');
      expect(program.output).not.toMatch(/\n\s+at /);
      await holder.close();
    });
  });
}

/** What a process loads first to send itself a signal when it is about to listen: by then it is not ready yet. */
function signalOnListen(signal: NodeJS.Signals): Environment {
  return preload(`
    import { Server } from 'node:net';
    const { listen } = Server.prototype;
    Server.prototype.listen = function (...args) {
      process.kill(process.pid, '${signal}');
      return listen.apply(this, args);
    };
  `);
}

/** Starts the program in its argument as a child of its own, and says when that is ready. */
const PARENT = `
  const child = require('node:child_process').fork(process.argv[1], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('message', () => process.stdout.write(\`process \${child.pid} is ready\\n\`));
  child.once('exit', () => process.exit(1));
`;
