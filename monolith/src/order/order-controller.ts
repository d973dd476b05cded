import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { DeliveryReceiver } from '@interstella/libs/sns-deliveries';
import { textOf, type TextRequest } from '@interstella/libs/service';
import { BundleOrders } from './bundle-orders.ts';

/** `POST /order/`: bundles, from the orders topic or directly. */
@Controller('order')
export class OrderController {
  constructor(
    private readonly receiver: DeliveryReceiver,
    private readonly bundles: BundleOrders,
  ) {}

  @Post()
  @HttpCode(200)
  order(@Req() request: TextRequest): Promise<string> {
    return this.receiver.receive({ headers: request.headers, body: textOf(request) }, this.bundles);
  }
}
