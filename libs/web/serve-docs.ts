import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 1rem; }
section { border-top: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); padding: .75rem 0; }
h2 { font: 600 1rem ui-monospace, monospace; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0 0; }
pre { overflow-x: auto; padding: .75rem; background: color-mix(in srgb, CanvasText 8%, Canvas); }
`;
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
const METHODS = ['get', 'post', 'put', 'delete'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Serves a page at `/docs` that lists the routes of the description, without a script. */
export function serveDocs(app: NestFastifyApplication, describe: () => Promise<OpenAPIObject>): void {
  app.getHttpAdapter().get('/docs', async (_request: FastifyRequest, reply: FastifyReply) => {
    const page = pageOf(await describe());
    void reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(page);
  });
}

function pageOf({ info, paths }: OpenAPIObject): string {
  const sections = Object.entries(paths).flatMap(([path, routes]) =>
    METHODS.flatMap((method) => {
      const operation = routes[method];
      return operation ? [sectionOf(`${method.toUpperCase()} ${path}`, operation)] : [];
    }),
  );
  const title = escape(info.title);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>All routes; <a href="/openapi.json">openapi.json</a> has every detail.</p>
${sections.join('\n')}</main></body>
</html>`;
}

function sectionOf(heading: string, { security = [], requestBody }: Operation): string {
  const keys = security.flatMap((alternative) => Object.keys(alternative));
  const needs = keys.length === 0 ? 'No key.' : `Key: ${keys.join(' or ')}.`;
  const schema =
    requestBody && 'content' in requestBody ? Object.values(requestBody.content)[0]?.schema : undefined;
  const body = schema ? `<pre tabindex="0">${escape(JSON.stringify(schema, null, 2))}</pre>` : '';
  return `<section><h2>${escape(heading)}</h2><p>${needs}</p>${body}</section>`;
}

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
  return text.replace(/[&<>"]/g, (character) => `&${names[character] ?? ''};`);
}
