import { describe, expect, it } from '@jest/globals';
import type { ServiceKind } from '../service-under-test.ts';
import { useService } from './use-service.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post?: {
          readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
          readonly responses?: Readonly<Record<string, unknown>>;
          readonly security?: readonly Readonly<Record<string, unknown>>[];
          readonly parameters?: readonly {
            readonly in: string;
            readonly name: string;
            readonly required: boolean;
          }[];
        };
        readonly get?: unknown;
      }
    >
  >;
  readonly components: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { readonly type: string; readonly in?: string }>>;
  };
}

/** `GET /openapi.json`: the service described by its own routes and schemas, where the configuration allows it. */
export function describeOpenApi(kind: ServiceKind): void {
  describe(`the OpenAPI description of ${kind.room}`, () => {
    const open = useService(kind, { OPENAPI: 'on' });
    const closed = useService(kind);
    const read = async (): Promise<OpenApi> => {
      const { body } = await open().call('/openapi.json', { method: 'GET' });
      return JSON.parse(body) as OpenApi;
    };
    /** The path, without the slash at its end. */
    const at = ({ paths }: OpenApi, path: string) => paths[path] ?? paths[path.replace(/(.)\/$/, '$1')];

    it('is version 3.1, as JSON', async () => {
      const answer = await open().call('/openapi.json', { method: 'GET' });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
      expect(JSON.parse(answer.body)).toMatchObject({ openapi: expect.stringMatching(/^3\.1\.\d+$/) });
    });

    const posts = kind.room === 'monolith' ? [kind.path, '/fulfill/'] : [kind.path];
    it.each(posts)('has %s with the schema of its body, its answers and its key', async (path) => {
      const api = await read();
      const post = at(api, path)?.post;
      const [content] = Object.values(post?.requestBody?.content ?? {});
      const name = content?.schema?.$ref?.replace('#/components/schemas/', '');
      const schema = name === undefined ? content?.schema : api.components.schemas?.[name];
      expect(Object.keys(schema ?? {}).length).toBeGreaterThan(0);
      if (path === kind.path) expect(JSON.stringify(schema)).toContain('Message');
      expect(Object.keys(post?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '400', '401', '503']),
      );
      const key = Object.entries(api.components.securitySchemes).find(
        ([, scheme]) => scheme.type === 'apiKey' && scheme.in === 'header',
      );
      expect(key?.[1]).toMatchObject({ name: 'x-api-key' });
      expect(post?.security?.some((one) => (key?.[0] ?? '') in one)).toBe(true);
    });

    if (kind.room === 'monolith') {
      it('has the headers of a claim', async () => {
        const parameters = at(await read(), '/fulfill/')?.post?.parameters ?? [];
        expect(parameters.map(({ in: where, name, required }) => [where, name, required])).toEqual([
          ['header', 'x-interstella-order-id', true],
          ['header', 'x-interstella-fulfilled-by', true],
          ['header', 'x-interstella-revision', false],
        ]);
      });
    }

    it('has the health check', async () => {
      expect(at(await read(), kind.healthPath)?.get).toBeDefined();
    });

    it('is not there unless the configuration says so', async () => {
      expect(await closed().call('/openapi.json', { method: 'GET' })).toMatchObject({ status: 404 });
    });
  });
}
