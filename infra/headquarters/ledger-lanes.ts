import { apiThrottle, CLAIMS_AN_ORDER, type Load } from './api-throttle.ts';

/**
 * Claims a second that one lane takes. A lane is one partition of DynamoDB, with 1,000 write units a second, of which a
 * claim needs three at most: it is added to a part of about 2 KB (hq/settings.ts).
 */
const CLAIMS_A_LANE = 333;

export interface LedgerLanes {
  /** Participants are spread over these. */
  readonly groups: number;
  /** In each group. */
  readonly lanes: number;
}

/**
 * How HQ's ledger is spread over partitions: the lanes of a group take one participant who catches up, and all groups take
 * as many claims at once as the API does.
 */
export function ledgerLanes(load: Load): LedgerLanes {
  const lanes = Math.ceil((CLAIMS_AN_ORDER * load.maxReceivesPerSecond) / CLAIMS_A_LANE);
  const groups = Math.ceil(apiThrottle(load).burstLimit / (lanes * CLAIMS_A_LANE));
  return { groups, lanes };
}
