export { requestContext, setOrderId, type RequestContext } from './request-context.ts';
