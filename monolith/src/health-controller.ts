import { Controller, Get } from '@nestjs/common';
import { Health } from '@interstella/libs/service';

/** `GET /`: what the load balancer asks. */
@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get()
  check(): string {
    return this.health.check();
  }
}
