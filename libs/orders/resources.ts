/** A resource that Interstella trades, as its name in lower case: `iridium`. */
export type Resource = string;

/** What a resource may be called: it becomes a URL path, a topic name and a DynamoDB attribute. */
export const RESOURCE_NAME = /^[a-z][a-z0-9]{0,31}$/;
