import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenericSchema } from 'valibot';

/**
 * Serves the OpenAPI 3.1 document at `/openapi.json`. Call it before the application listens.
 *
 * @param keys the headers of keys, by their names in the document
 * @returns a function that returns the document, which is made at first use
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
  // Loaded at first use, since this takes longer than the rest of a service's start.
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
