/** The name of a resource that Interstella trades, in lower case: `iridium`. */
export type Resource = string;

/** The pattern of a resource's name, which becomes a URL path, a topic name and a DynamoDB attribute. */
export const RESOURCE_NAME = /^[a-z][a-z0-9]{0,31}$/;
