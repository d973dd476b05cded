import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preload } from '../preload.ts';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { awsEnvironment } from '../stub-aws.ts';
import { StubUpstream } from '../stub-upstream.ts';
import { waitFor } from '../wait-for.ts';
import { expectNoCause, expectUnavailable } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

/** Redirects every TLS connection to a port of this machine, in plain text, since tests must not use the network. */
const tlsTo = (port: number) =>
  preload(`
    import net from 'node:net';
    import tls from 'node:tls';
    import { syncBuiltinESMExports } from 'node:module';
    tls.connect = () => {
      const socket = net.connect(${port}, '127.0.0.1');
      socket.authorized = true;
      return socket.once('connect', () => socket.emit('secureConnect'));
    };
    syncBuiltinESMExports();
  `);

/** Breaks the functions that every verification of a signature and every comparison of a key uses. */
const BROKEN_CRYPTO = preload(`
  import crypto from 'node:crypto';
  import { syncBuiltinESMExports } from 'node:module';
  const broken = () => { throw new TypeError('a bug of 4411 lines'); };
  crypto.verify = broken;
  crypto.createVerify = broken;
  crypto.timingSafeEqual = broken;
  syncBuiltinESMExports();
`);

/** The cause of an internal error is in the log, and never in a response. */
export function describeCauses(kind: ServiceKind): void {
  const asked = `POST ${kind.path} → 503: `;
  const order = { Message: { [kind.item]: 1 } };
  const json = { LOG_FORMAT: 'json' };

  /** Sends an order, and expects a response without the cause, and the cause in the log. */
  async function expectCauseInLogAlone(
    service: ReturnType<ReturnType<typeof useService>>,
    cause: RegExp,
    send = () => service.deliver(service.notification()),
  ): Promise<void> {
    const before = service.program.lines.length;
    const answer = await send();
    expectUnavailable(answer);
    expectNoCause(answer);
    const log = () => service.program.lines.slice(before);
    await waitFor(`a line with ${String(cause)}`, () => log().some((line) => line.includes(asked)));
    expect(log().join('\n')).toMatch(cause);
  }

  describe(`the cause of a 503 of ${kind.room} is in its log alone`, () => {
    let garbage: StubUpstream;
    beforeAll(async () => {
      garbage = await StubUpstream.start({ status: 200, body: 'no certificate' });
    });
    afterAll(() => garbage.close());
    const unreached = useService(kind, () => ({ ...kind.upstream.env('http://127.0.0.1:1'), ...json }));
    const reached = useService(kind, json);
    const keyless = useService(kind, () => ({
      ...awsEnvironment('http://127.0.0.1:1'),
      ...{ API_KEY: '', SERVICE_KEY: '' },
      ...json,
    }));
    const uncertain = useService(kind, () => ({
      ...tlsTo(garbage.port),
      ...{ SNS_PINNED_CERTIFICATE: '' },
      ...json,
    }));
    const broken = useService(kind, { ...BROKEN_CRYPTO, ...json });

    it('when upstream refuses the connection', () => expectCauseInLogAlone(unreached(), /ECONNREFUSED/));

    it('when upstream hangs up', async () => {
      reached().upstream.answers('hang up');
      await expectCauseInLogAlone(reached(), /cannot be reached/);
    });

    it('when upstream answers 500', async () => {
      reached().upstream.answers({ status: 500 });
      await expectCauseInLogAlone(reached(), /→ 503: [^"]*answered 500/);
    });

    it('when SSM is away', () => expectCauseInLogAlone(keyless(), /\/interstella\/(api|service)Key/));

    it('when the certificate that is served is none', async () => {
      await expectCauseInLogAlone(uncertain(), /certificate/);
      expect(garbage.requests.length).toBeGreaterThan(0);
    });

    it.each([
      ['a signature is verified', () => broken().deliver(broken().notification())],
      ['a key is compared', () => broken().order(order, { 'x-api-key': SERVICE_KEY })],
    ])('with its stack, when a bug strikes while %s', async (_when, send) => {
      await expectCauseInLogAlone(broken(), /a bug of 4411 lines/, send);
      expect(broken().program.output).toMatch(/4411 lines[^\n]*\\n\s+at \S/);
    });
  });
}
