export { requestContext, requestSignal, setOrderId, type RequestContext } from './request-context.ts';
