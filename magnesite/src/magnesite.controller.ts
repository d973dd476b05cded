import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { DeliveriesService, deliveryOf, SignedOrKeyed, type Delivery } from '@interstella/libs/deliveries';
import { Health } from '@interstella/libs/web';
import { MagnesiteService } from './magnesite.service.ts';

/** `/magnesite/`: orders and health, on the one path that the load balancer routes here. */
@Controller('magnesite')
export class MagnesiteController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly magnesite: MagnesiteService,
    private readonly health: Health,
  ) {}

  @Post()
  @HttpCode(200)
  @SignedOrKeyed()
  receive(@Body({ schema: deliveryOf('magnesite') }) delivery: Delivery): Promise<string> {
    return this.deliveries.receive(delivery, (order) => this.magnesite.fulfill(order));
  }

  @Get()
  check(): string {
    return this.health.check();
  }
}
