import type { ServiceKind } from '../service-under-test.ts';
import { describeCauses } from './causes.ts';
import { describeDirectOrders } from './direct-orders.ts';
import { describeLifecycle } from './lifecycle.ts';
import { describeLogLines } from './log-lines.ts';
import { describeMetrics } from './metrics.ts';
import { describeOpenApi } from './open-api.ts';
import { describeParameters } from './parameters.ts';
import { describeProblemDetails } from './problem-details.ts';
import { describeRequestIds } from './request-ids.ts';
import { describeRevision } from './revision.ts';
import { describeSnsDeliveries } from './sns-deliveries.ts';
import { describeUpstreamFailures } from './upstream-failures.ts';
import { describeWrongClock } from './wrong-clock.ts';

/** In what a kind of service differs from the others in keeping the contracts that hold for all. */
export interface ContractTerms {
  /** How long a call upstream may take. */
  readonly timeLimitMs: number;
  /** How long the caller of the service waits: the limits nest. */
  readonly callerLimitMs: number;
  /** The SSM parameter of the key that it shows upstream. */
  readonly keyParameter: string;
}

/** Every contract that holds for the monolith and the microservices alike, as tests. */
export function describeContracts(kind: ServiceKind, terms: ContractTerms): void {
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
  describeLifecycle(kind);
}
