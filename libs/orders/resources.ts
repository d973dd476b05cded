/** A resource that Interstella trades, as its name in lower case: `iridium`. */
export type Resource = string;

/** What a resource may be called: it becomes a URL path, a topic name and a DynamoDB attribute. */
export const RESOURCE_NAME = /^[a-z][a-z0-9]{0,31}$/;

/**
 * Amounts by resource, `{"iridium": 1, "magnesite": 0}`: what the fulfillment API takes. One order is for one of each
 * of its resources, so an amount is 0 or 1.
 */
export type Amounts = Readonly<Record<Resource, 0 | 1>>;
