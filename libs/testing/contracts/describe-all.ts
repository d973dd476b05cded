import type { ServiceKind } from '../service-under-test.ts';
import { describeCauses } from './causes.ts';
import type { ContractTerms } from './contract-terms.ts';
import { describeDirectOrders } from './direct-orders.ts';
import { describeEarlyAnswers } from './early-answers.ts';
import { describeHalfClosedClients } from './half-closed.ts';
import { describeLifecycle } from './lifecycle.ts';
import { describeLogLines } from './log-lines.ts';
import { describeMetrics } from './metrics.ts';
import { describeOpenApi } from './open-api.ts';
import { describeParameters } from './parameters.ts';
import { describeProblemDetails } from './problem-details.ts';
import { describeRequestIds } from './request-ids.ts';
import { describeRevision } from './revision.ts';
import { beginSlowUploads } from './slow-uploads.ts';
import { describeSnsDeliveries } from './sns-deliveries.ts';
import { describeUpstreamFailures } from './upstream-failures.ts';
import { describeWrongClock } from './wrong-clock.ts';

/** Tests of all contracts that hold for the monolith and the microservices. */
export function describeContracts(kind: ServiceKind, terms: ContractTerms): void {
  const describeSlowUploads = beginSlowUploads(kind);
  describeDirectOrders(kind);
  describeSnsDeliveries(kind);
  describeUpstreamFailures(kind, terms);
  describeParameters(kind, terms.keyParameter);
  describeLogLines(kind);
  describeRequestIds(kind);
  describeProblemDetails(kind);
  describeCauses(kind);
  describeWrongClock(kind);
  describeRevision(kind);
  describeMetrics(kind);
  describeOpenApi(kind);
  describeEarlyAnswers(kind);
  describeHalfClosedClients(kind);
  describeLifecycle(kind);
  describeSlowUploads();
}
