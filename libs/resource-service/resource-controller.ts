import { Controller, Get, HttpCode, Post, Req, type Type } from '@nestjs/common';
import type { Resource } from '../orders/index.ts';
import { Health, textOf, type TextRequest } from '../service/index.ts';
import { DeliveryReceiver } from '../sns-deliveries/index.ts';
import { ResourceOrders } from './resource-orders.ts';

/** `POST` and `GET /<resource>/`: orders and health on the one path that the load balancer routes here. */
export function resourceController(resource: Resource): Type {
  @Controller(resource)
  class ResourceController {
    constructor(
      private readonly receiver: DeliveryReceiver,
      private readonly orders: ResourceOrders,
      private readonly health: Health,
    ) {}

    @Post()
    @HttpCode(200)
    order(@Req() request: TextRequest): Promise<string> {
      return this.receiver.receive({ headers: request.headers, body: textOf(request) }, this.orders);
    }

    @Get()
    check(): string {
      return this.health.check();
    }
  }
  return ResourceController;
}
