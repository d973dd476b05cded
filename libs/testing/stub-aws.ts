import { StubUpstream, type StubAnswer, type StubRequest } from './stub-upstream.ts';

/** The environment with which the AWS SDK calls a {@link StubAws}: its endpoint, and made-up credentials. */
export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

/** The two AWS calls that a service makes: `GetParameter` of SSM, and `ConfirmSubscription` of SNS. */
export class StubAws {
  /** SSM's parameters, by path. For an absent one it answers as AWS does. */
  readonly parameters = new Map<string, string>();
  readonly #upstream: StubUpstream;

  private constructor(upstream: StubUpstream) {
    this.#upstream = upstream;
  }

  static async start(): Promise<StubAws> {
    const upstream = await StubUpstream.start({ status: 500 });
    const aws = new StubAws(upstream);
    upstream.behaves((request) => aws.#answer(request));
    return aws;
  }

  get url(): string {
    return this.#upstream.url;
  }

  /** The calls of ConfirmSubscription so far. */
  get confirmations(): StubRequest[] {
    return this.#upstream.requests.filter(({ body }) => body.includes('Action=ConfirmSubscription'));
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }

  #answer({ headers, body }: StubRequest): StubAnswer {
    if (headers['x-amz-target'] === 'AmazonSSM.GetParameter') return this.#getParameter(body);
    if (body.includes('Action=ConfirmSubscription')) return CONFIRMED;
    return { status: 400, body: '{"__type":"UnknownOperationException"}' };
  }

  #getParameter(body: string): StubAnswer {
    const { Name } = JSON.parse(body) as { Name: string };
    const Value = this.parameters.get(Name);
    return Value === undefined
      ? { status: 400, body: JSON.stringify({ __type: 'ParameterNotFound', message: Name }) }
      : {
          status: 200,
          body: JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value, Version: 1 } }),
        };
  }
}

const CONFIRMED: StubAnswer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body:
    '<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ConfirmSubscriptionResult>' +
    '<SubscriptionArn>arn:aws:sns:us-east-1:000000000000:interstella-orders:1</SubscriptionArn>' +
    '</ConfirmSubscriptionResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>' +
    '</ConfirmSubscriptionResponse>',
};
