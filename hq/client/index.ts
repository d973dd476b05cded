export * from './hq-client.ts';
export { HqClientError } from './hq-client-error.ts';
export type { HqClientOptions } from './hq-http.ts';
export { PARTICIPANT_NAME } from '../participants/participant.ts';
export type { ConservationReport, ParticipantReport, ReportedOrder } from '../report/report.ts';
export type { OrderStatus, ParticipantOrderStatus } from '../report/order-status.ts';
export type { GeneratorSettings, GeneratorStatus } from '../generator/generator.ts';
export type { ResourceTotals, UnattributedOrder } from '../ledger/totals.ts';
export type { AuditDifference } from '../ledger/audit.ts';
