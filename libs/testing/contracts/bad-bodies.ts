import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../call.ts';
import type { Endpoint } from './endpoint.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

const MIB = 1_024 * 1_024;
const DEEP = 100_000;

/** Expects the response to a refused request: one short line of text. */
export function expectRefusal(answer: Answer, status: number): void {
  expect(answer).toMatchObject({
    status,
    headers: { 'content-type': expect.stringMatching(/^text\/plain/) },
  });
  expect(answer.body).toMatch(/^[^\n]{1,200}$/);
}

/** Bodies that are not valid orders. */
export function describeBadBodies(endpoint: Endpoint): void {
  const { kind, path, headers, body, bodyWithAmount, bodyWithAmounts } = endpoint;
  const valid = JSON.parse(body) as Record<string, unknown>;

  describe(`bad bodies at ${path}`, () => {
    const service = useService(kind);
    const post = (bytes: string | Buffer, type = 'application/json') =>
      service().call(path, { headers: { ...headers, 'content-type': type }, body: bytes });
    afterEach(async () => {
      expect(await service().health()).toBe(200);
    });

    it('takes the good one that the others are made of', async () => {
      expect(await post(body)).toMatchObject({ status: 200 });
    });

    describe.each<[string, string | Buffer]>([
      ['no body', ''],
      ['white space', ' \n '],
      ['no JSON', '{"Message":'],
      ['form data', 'Message=bundle'],
      ['two JSON values', `${body}${body}`],
      ['JSON with a comment', `/* */${body}`],
      ['null', 'null'],
      ['a number', '1'],
      ['a string', JSON.stringify(body)],
      ['true', 'true'],
      ['an array', `[${body}]`],
      ['an empty array', '[]'],
      ['an empty object', '{}'],
      ['deeply nested arrays', '['.repeat(DEEP) + ']'.repeat(DEEP)],
      ['deeply nested arrays without an end', '['.repeat(DEEP)],
      ['deeply nested objects', '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)],
      ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x7d])],
      ['UTF-16', Buffer.from(body, 'utf16le')],
      ['NUL bytes', Buffer.alloc(100)],
      ['__proto__ in the place of everything', `{"__proto__":${body}}`],
      ['constructor in the place of everything', `{"constructor":{"prototype":${body}}}`],
      ['an array that is a length', '{"length":1,"0":1}'],
    ])('%s', (_what, bytes) => {
      it.each(['application/json', 'text/plain; charset=UTF-8'])('is 400 as %s', async (type) => {
        expectRefusal(await post(bytes, type), 400);
        expectNobodyAsked(service());
      });
    });

    it.each(
      [
        ['-1', '0', '2', '1.5', '1e400', '-1e400', '9007199254740993', '1e-400', '0.9999999'].map(String),
        ['"1e0"', '"01"', '" 1"', '"1 "', '"+1"', '"0x1"', '"1.0"', '"١"', '"-1"', '"2"', '""', '"NaN"'],
        ['true', 'false', 'null', '[1]', '["1"]', '[]', '{}', '{"valueOf":1}', '{"toString":"1"}'],
      ].flat(),
    )('is 400 for the amount %s', async (amount) => {
      expectRefusal(await post(bodyWithAmount(amount)), 400);
      expectNobodyAsked(service());
    });

    it.each([
      ['no name', ''],
      ['an unknown name', '"unobtainium":1'],
      ['an empty name', '"":1'],
      ['a name in upper case', '"IRIDIUM":1'],
      ['two resources', '"iridium":1,"magnesite":1'],
      ['a bundle and a resource', '"bundle":1,"iridium":1'],
      ['one resource and 0 of another', '"iridium":1,"magnesite":0'],
      ['__proto__', '"__proto__":1'],
      ['__proto__ with the right name in it', `"__proto__":${JSON.stringify({ bundle: 1, iridium: 1 })}`],
      ['constructor', '"constructor":1'],
      [
        'hasOwnProperty beside the right name',
        `"${path === '/order/' ? 'bundle' : 'iridium'}":1,"hasOwnProperty":1`,
      ],
      ['ten thousand names', Array.from({ length: 10_000 }, (_, n) => `"r${n}":1`).join()],
    ])('is 400 for %s', async (_what, names) => {
      expectRefusal(await post(bodyWithAmounts(names)), 400);
      expectNobodyAsked(service());
    });

    it.each(['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'])(
      'is not changed by %s for those who come after',
      async (bytes) => {
        expectRefusal(await post(bytes), 400);
        expect(await post(body)).toMatchObject({ status: 200 });
        expect(service().upstream.requests.map((request) => request.body)).toHaveLength(1);
        expect(service().upstream.requests[0]?.body).not.toContain('polluted');
      },
    );

    it('is read to 1 MiB exactly', async () => {
      expect(await post(body.padEnd(MIB))).toMatchObject({ status: 200 });
    });

    it('is 413 with 1 MiB and one byte', async () => {
      expectRefusal(await post(body.padEnd(MIB + 1)), 413);
      expectNobodyAsked(service());
    });

    it('is 413 with more than 1 MiB in characters of several bytes', async () => {
      expectRefusal(await post(JSON.stringify({ ...valid, filling: '→'.repeat(MIB / 3) })), 413);
    });

    if ('Message' in valid) {
      it.each([
        ['missing', {}],
        ['null', { Message: null }],
        ['a number', { Message: 1 }],
        ['an array', { Message: [{ [kind.item]: 1 }] }],
        ['an empty string', { Message: '' }],
        ['a word', { Message: kind.item }],
        ['text that is no JSON', { Message: `{${kind.item}: 1}` }],
        ['JSON text of JSON text', { Message: JSON.stringify(`{"${kind.item}":1}`) }],
        ['JSON text of null', { Message: 'null' }],
        ['JSON text of an array', { Message: `[{"${kind.item}":1}]` }],
        ['deep, as text', { Message: '['.repeat(DEEP) + ']'.repeat(DEEP) }],
        [
          'deep under the right name, as text',
          { Message: `{"${kind.item}":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}` },
        ],
        ['under another name', { message: { [kind.item]: 1 } }],
        ['one with __proto__, as text', { Message: `{"__proto__":{"${kind.item}":1}}` }],
        ['one with constructor, as text', { Message: '{"constructor":1}' }],
      ])('is 400 where Message is %s', async (_what, json) => {
        expectRefusal(await post(JSON.stringify(json)), 400);
        expectNobodyAsked(service());
      });
    }
  });
}
