import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenericSchema } from 'valibot';
import { SERVICE_KEY_SECURITY } from '../keys/index.ts';

/** Serves the description of all routes at `/openapi.json`, as OpenAPI 3.1. To be called before the application listens. */
export async function serveOpenApi(app: NestFastifyApplication, title: string): Promise<void> {
  // Late: loading them takes longer than a service's whole start.
  const [{ DocumentBuilder, SwaggerModule }, { toJsonSchema }] = await Promise.all([
    import('@nestjs/swagger'),
    import('@valibot/to-json-schema'),
  ]);
  const config = new DocumentBuilder()
    .setTitle(title)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, SERVICE_KEY_SECURITY)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema) => ({
      schema: toJsonSchema(schema as GenericSchema, { typeMode: 'input', errorMode: 'ignore' }),
    }),
  });
  app
    .getHttpAdapter()
    .get('/openapi.json', (_request: FastifyRequest, reply: FastifyReply) => reply.send(document));
}
