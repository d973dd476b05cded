/** In what a kind of service differs from the others in keeping the contracts that hold for all. */
export interface ContractTerms {
  /** How long a call upstream may take. */
  readonly timeLimitMs: number;
  /** How long the caller of the service waits: the limits nest. */
  readonly callerLimitMs: number;
  /** The SSM parameter of the key that it shows upstream. */
  readonly keyParameter: string;
}
