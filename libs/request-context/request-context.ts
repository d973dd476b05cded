import { AsyncLocalStorage } from 'node:async_hooks';

/** What the code that works on a request knows of it. */
export interface RequestContext {
  /** Every log line carries it. */
  readonly requestId: string;
  /** Known once the order has been read. Every log line carries it from then on. */
  orderId?: string | undefined;
  /** Aborted at the request's deadline, if it has one: nobody waits for the rest. */
  readonly signal?: AbortSignal | undefined;
}

/** The request that the present code runs for. The web layer opens one for each. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Has every further log line of this request name its order. */
export function setOrderId(orderId: string | undefined): void {
  const context = requestContext.getStore();
  if (context) context.orderId = orderId;
}

/** To be given to every call that is made for the present request alone. */
export function requestSignal(): AbortSignal | undefined {
  return requestContext.getStore()?.signal;
}
