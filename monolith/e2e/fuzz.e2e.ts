import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  microservice,
  MONOLITH,
  SERVICE_KEY,
  type Answer,
  type ServiceUnderTest,
  type SignedEnvelope,
} from '@interstella/libs/testing';
import {
  expectNobodyAsked,
  FULFILL,
  IRIDIUM,
  ORDER,
  useService,
  type Endpoint,
} from '@interstella/libs/testing/contracts';

const RUNS = { numRuns: 300 };
/** A failure prints it, and how to repeat the run with it. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed: SEED });
beforeAll(() => {
  process.stderr.write(`fuzz: FUZZ_SEED=${SEED}\n`);
});

/** What the contract has for any request at all while upstream is well: never 5xx. */
const CONTRACT = [200, 400, 401, 403, 404, 405, 413, 415];
const TEXT_OR_PROBLEM = /^(text\/plain|application\/problem\+json)\b/;
const SIGNED_FIELDS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];

function expectContract({ status, body, headers }: Answer): void {
  expect(CONTRACT).toContain(status);
  // Some of the headers that are made up ask for JSON.
  expect(headers['content-type']).toMatch(status === 200 ? /^text\/plain/ : TEXT_OR_PROBLEM);
  expect(body.length).toBeLessThan(600);
}

/** Values of HTTP headers that Node's client agrees to send. */
const headerValue = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const headers = fc.dictionary(
  fc.constantFrom(
    ...[
      'content-type',
      'accept',
      'x-api-key',
      'x-amz-sns-message-type',
      'x-amz-sns-topic-arn',
      'content-encoding',
    ],
    ...['x-interstella-order-id', 'x-interstella-fulfilled-by', 'user-agent', 'origin', 'cookie', 'x-odd'],
  ),
  fc.oneof(
    headerValue,
    fc.constantFrom('Notification', 'application/json', SERVICE_KEY, 'order-1', 'iridium'),
  ),
);

/** Something else in the place of a field. */
const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, '', '1', 1, null, [], {}, '__proto__', 'Notification', '{"bundle":1}'),
);

const ENDPOINTS: readonly (readonly [string, Endpoint])[] = [
  ['/order/', ORDER],
  ['/fulfill/', FULFILL],
  ['/iridium/', IRIDIUM],
];

describe.each(ENDPOINTS)('any request to %s is answered as the contract says:', (_path, endpoint) => {
  const service = useService(endpoint.kind);
  const post = (body: string | Buffer, more: Record<string, string> = {}) =>
    service().call(endpoint.path, { headers: { ...endpoint.headers, ...more }, body });
  it('arbitrary bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const answer = await post(body);
        expectContract(answer);
        expect(answer.status).not.toBe(200);
      }),
      RUNS,
    );
  });

  it('arbitrary JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (body) => {
        expectContract(await post(body));
      }),
      RUNS,
    );
  });

  it('arbitrary headers over a good body', async () => {
    await fc.assert(
      fc.asyncProperty(headers, async (more) => {
        expectContract(await post(endpoint.body, more));
      }),
      RUNS,
    );
  });

  it('a good body with characters changed', async () => {
    const change = fc.record({ at: fc.nat(), remove: fc.nat(3), put: fc.string({ maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const body = changes.reduce((text, { at, remove, put }) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + put + text.slice(start + remove);
        }, endpoint.body);
        expectContract(await post(body));
      }),
      RUNS,
    );
  });

  it('arbitrary paths and methods', async () => {
    const segment = fc.oneof(
      fc.constantFrom('order', 'fulfill', 'iridium', '..', '.', '', '%2e', '%', '%00', '*', ':x'),
      fc.webSegment(),
    );
    const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE');
    await fc.assert(
      fc.asyncProperty(path, method, async (to, verb) => {
        const body = verb === 'GET' || verb === 'HEAD' ? undefined : endpoint.body;
        expectContract(await service().call(to, { method: verb, headers: endpoint.headers, body }));
      }),
      RUNS,
    );
  });

  it('and lives on', async () => {
    expect(await service().health()).toBe(200);
  });
});

describe.each([MONOLITH, microservice('iridium')])('any envelope at $path', (kind) => {
  const service = useService(kind);
  let signed: SignedEnvelope;
  beforeAll(() => {
    signed = service().notification({ Subject: 'order-1', SignatureVersion: '2' });
  });

  it('with fields changed after signing is answered as the contract says', async () => {
    const change = fc.dictionary(fc.constantFrom(...Object.keys(signedShape)), junk, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(change, headers, async (fields, more) => {
        expectContract(await service().order(JSON.stringify({ ...signed, ...fields }), more));
      }),
      RUNS,
    );
  });

  it('signed over whatever it says is answered as the contract says', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json(), fc.constant('order-1'));
    const fields = fc.dictionary(
      fc.constantFrom(...SIGNED_FIELDS, 'SignatureVersion', 'SigningCertURL'),
      text,
    );
    await fc.assert(
      fc.asyncProperty(fields, async (given) => {
        const body = JSON.stringify(service().notification(given));
        expectContract(await service().order(body, { 'content-type': 'text/plain; charset=UTF-8' }));
      }),
      RUNS,
    );
  });

  it('is never fulfilled with a signed field changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SIGNED_FIELDS), junk, async (field, value) => {
        fc.pre(value !== signed[field]);
        await expectNotFulfilled(service(), { ...signed, [field]: value });
      }),
      RUNS,
    );
  });

  it('is never fulfilled with one character of a signed field changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SIGNED_FIELDS),
        fc.nat(),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        async (field, at, character) => {
          const value = signed[field] ?? '';
          const start = at % value.length;
          fc.pre(value[start] !== character);
          const changed = value.slice(0, start) + character + value.slice(start + 1);
          await expectNotFulfilled(service(), { ...signed, [field]: changed });
        },
      ),
      RUNS,
    );
  });

  it('is never fulfilled with a bit of its signature changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2_047), async (bit) => {
        const signature = Buffer.from(signed.Signature ?? '', 'base64');
        signature.writeUInt8(signature.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        await expectNotFulfilled(service(), { ...signed, Signature: signature.toString('base64') });
      }),
      RUNS,
    );
  });
});

/** The names of the fields of an envelope, and one that SNS may add. */
const signedShape = {
  ...Object.fromEntries(SIGNED_FIELDS.map((name) => [name, ''])),
  ...{
    SignatureVersion: '',
    Signature: '',
    SigningCertURL: '',
    UnsubscribeURL: '',
    Token: '',
    MessageAttributes: '',
  },
};

async function expectNotFulfilled(
  service: ServiceUnderTest,
  envelope: Record<string, unknown>,
): Promise<void> {
  const answer = await service.order(envelope, { 'x-amz-sns-message-type': 'Notification' });
  expect([400, 403]).toContain(answer.status);
  expectNobodyAsked(service);
}
