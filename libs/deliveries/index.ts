export { DeliveriesModule } from './deliveries.module.ts';
export { DeliveriesService } from './deliveries.service.ts';
export { SignedOrKeyed } from './delivery.guard.ts';
export { deliveryOf, type Delivery, type Order } from './delivery.schema.ts';
