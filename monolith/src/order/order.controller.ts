import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { DeliveriesService, deliveryOf, SignedOrKeyed, type Delivery } from '@interstella/libs/deliveries';
import { OrderService } from './order.service.ts';

/** `POST /order/`: bundles, from the orders topic or directly. */
@Controller('order')
export class OrderController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly orders: OrderService,
  ) {}

  @Post()
  @HttpCode(200)
  @SignedOrKeyed()
  receive(@Body({ schema: deliveryOf('bundle') }) delivery: Delivery): Promise<string> {
    return this.deliveries.receive(delivery, (order) => this.orders.fulfill(order));
  }
}
