import { apiThrottle, CLAIMS_AN_ORDER, type Load } from './api-throttle.ts';

/**
 * Claims per second that one lane takes. A lane is one partition of DynamoDB with 1,000 write units per second. A claim is
 * added to a part of about 2 KB (hq/settings.ts) and needs three units at most.
 */
const CLAIMS_A_LANE = 333;

export interface LedgerLanes {
  /** Number of groups that participants are spread over. */
  readonly groups: number;
  /** Number of lanes of each group. */
  readonly lanes: number;
}

/**
 * Sizes the ledger: the lanes of a group take the claims of one participant that catches up, and all lanes together take as
 * many claims as the API does.
 */
export function ledgerLanes(load: Load): LedgerLanes {
  const lanes = Math.ceil((CLAIMS_AN_ORDER * load.maxReceivesPerSecond) / CLAIMS_A_LANE);
  const groups = Math.ceil(apiThrottle(load).burstLimit / (lanes * CLAIMS_A_LANE));
  return { groups, lanes };
}
