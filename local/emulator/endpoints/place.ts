/** Where the endpoints are, as their ARNs and URLs say it. */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** The endpoints' own base URL, without a slash at its end; known once the port is bound. */
  readonly url: string;
}
