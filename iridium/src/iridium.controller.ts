import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { DeliveriesService, deliveryOf, SignedOrKeyed, type Delivery } from '@interstella/libs/deliveries';
import { Health } from '@interstella/libs/web';
import { IridiumService } from './iridium.service.ts';

/** `/iridium/`: orders and health, on the one path that the load balancer routes here. */
@Controller('iridium')
export class IridiumController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly iridium: IridiumService,
    private readonly health: Health,
  ) {}

  @Post()
  @HttpCode(200)
  @SignedOrKeyed()
  receive(@Body({ schema: deliveryOf('iridium') }) delivery: Delivery): Promise<string> {
    return this.deliveries.receive(delivery, (order) => this.iridium.fulfill(order));
  }

  @Get()
  check(): string {
    return this.health.check();
  }
}
