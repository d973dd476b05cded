import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenericSchema } from 'valibot';

/**
 * Serves the description of all routes at `/openapi.json`, as OpenAPI 3.1. To be called before the application listens.
 *
 * @param keys the headers that keys come in, by the name that the routes' descriptions have for each
 * @returns gives the description, which is made when first needed
 */
export function serveOpenApi(
  app: NestFastifyApplication,
  title: string,
  keys: Readonly<Record<string, string>>,
): () => Promise<OpenAPIObject> {
  let document: Promise<OpenAPIObject> | undefined;
  const describe = () =>
    (document ??= describeRoutes(app, title, keys).catch((error: unknown) => {
      document = undefined;
      throw error;
    }));
  app.getHttpAdapter().get('/openapi.json', async (_request: FastifyRequest, reply: FastifyReply) => {
    void reply.send(await describe());
  });
  return describe;
}

async function describeRoutes(
  app: NestFastifyApplication,
  title: string,
  keys: Readonly<Record<string, string>>,
): Promise<OpenAPIObject> {
  // Late: loading them takes longer than a service's whole start.
  const [{ DocumentBuilder, SwaggerModule }, { toJsonSchema }] = await Promise.all([
    import('@nestjs/swagger'),
    import('@valibot/to-json-schema'),
  ]);
  const config = new DocumentBuilder().setTitle(title).setVersion('1').setOpenAPIVersion('3.1.0');
  for (const [key, name] of Object.entries(keys)) {
    config.addApiKey({ type: 'apiKey', in: 'header', name }, key);
  }
  return SwaggerModule.createDocument(app, config.build(), {
    standardSchemaConverter: (schema) => ({
      schema: toJsonSchema(schema as GenericSchema, { typeMode: 'input', errorMode: 'ignore' }),
    }),
  });
}
