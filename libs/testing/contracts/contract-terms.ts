/** How the services differ in the contracts that hold for all of them. */
export interface ContractTerms {
  /** How long a call upstream may take. */
  readonly timeLimitMs: number;
  /** How long the caller of the service waits: the limits nest. */
  readonly callerLimitMs: number;
  /** The SSM parameter with the key that it sends upstream. */
  readonly keyParameter: string;
}
