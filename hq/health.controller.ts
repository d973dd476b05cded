import { Controller, Get, Res } from '@nestjs/common';
import { Health } from '@interstella/libs/web';
import type { FastifyReply } from 'fastify';

/** `GET /`: the health check. */
@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get()
  check(@Res({ passthrough: true }) reply: FastifyReply): { readonly status: string } {
    if (!this.health.isStopping) return { status: 'ok' };
    void reply.status(503);
    return { status: 'stopping' };
  }
}
