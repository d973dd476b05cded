export { DELIVERED } from './delivered.ts';
export { FulfillmentApiModule } from './fulfillment-api.module.ts';
export { FulfillmentClient, type Claim } from './fulfillment.client.ts';
export { FulfillmentError } from './fulfillment-error.ts';
export { MonolithClientModule } from './monolith-client.module.ts';
export { monolithClientSettings } from './monolith-client.settings.ts';
