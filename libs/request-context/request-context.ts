import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a request carries. */
export interface RequestContext {
  readonly requestId: string;
  /** Known once the order has been read. */
  orderId?: string | undefined;
}

/** The request that the present code runs for. The web layer opens one for each. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Has every further log line of this request name its order. */
export function setOrderId(orderId: string | undefined): void {
  const context = requestContext.getStore();
  if (context) context.orderId = orderId;
}
