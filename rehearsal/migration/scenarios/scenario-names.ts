/** The failures that `interstella migrate --faults` rehearses: all on the way but `order`, which has a ledger of its own. */
export const SCENARIO_NAMES: readonly string[] = ['image', 'kill', 'hq', 'deliveries', 'gate', 'order'];
