export { FulfillmentApiModule } from './fulfillment-api.module.ts';
export { DELIVERED, FulfillmentClient, FulfillmentError, type Claim } from './fulfillment.client.ts';
export { MonolithClientModule } from './monolith-client.module.ts';
export { monolithClientSettings } from './monolith-client.settings.ts';
