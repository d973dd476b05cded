/** Where the endpoints are, as their ARNs and URLs say it. */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** The endpoints' own base URL, without a slash at its end; known once the port is bound. */
  readonly url: string;
}

export function arnAt({ region, account }: Place, service: 'sns' | 'sqs' | 'ssm', resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
