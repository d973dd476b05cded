import { Controller, Get } from '@nestjs/common';
import { Health } from '@interstella/libs/web';

/** `GET /`: the load balancer's health check. */
@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get()
  check(): string {
    return this.health.check();
  }
}
