import { AsyncLocalStorage } from 'node:async_hooks';

/** The ids in every log line of a request. */
export interface RequestContext {
  readonly requestId: string;
  /** Known once the order has been read. */
  orderId?: string | undefined;
}

/** The context of the current request. The web layer opens one for each request. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Adds the order id to all later log lines of this request. */
export function setOrderId(orderId: string | undefined): void {
  const context = requestContext.getStore();
  if (context) context.orderId = orderId;
}
