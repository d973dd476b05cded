export * from './hq-client.ts';
export { HqClientError } from './hq-client-error.ts';
export { PARTICIPANT_NAME } from '../participants/participant.ts';
export type { ConservationReport, ParticipantReport, ReportedOrder } from '../report/report.ts';
export type { OrderStatus, ParticipantOrderStatus } from '../report/order-status.ts';
export type { GeneratorStatus } from '../generator/generator.ts';
