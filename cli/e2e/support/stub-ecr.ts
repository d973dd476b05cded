import { StubUpstream, type StubAnswer, type StubRequest } from '@interstella/libs/testing';

export const ECR_PASSWORD = 'ecr-password-5e1b7c90';
const ACCOUNT = '123456789012';
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/test</Arn><UserId>test</UserId>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** AWS as far as a push asks it: who this is, which repositories there are, and the registry's password. */
export class StubEcr {
  readonly #upstream: StubUpstream;

  private constructor(upstream: StubUpstream) {
    this.#upstream = upstream;
  }

  /** @param registry where the repositories are, and which there are */
  static async start(registry: string, repositories: readonly string[]): Promise<StubEcr> {
    return new StubEcr(await StubUpstream.start((request) => answer(request, registry, repositories)));
  }

  get env() {
    return { AWS_ENDPOINT_URL: this.#upstream.url, AWS_REGION: 'us-east-1' };
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }
}

function answer(
  { headers, body }: StubRequest,
  registry: string,
  repositories: readonly string[],
): StubAnswer {
  if (body.includes('Action=GetCallerIdentity')) return { status: 200, body: IDENTITY };
  switch (String(headers['x-amz-target']).split('.').at(-1)) {
    case 'DescribeRepositories': {
      const [name = ''] = (JSON.parse(body) as { repositoryNames: string[] }).repositoryNames;
      if (!repositories.includes(name))
        return json(400, { __type: 'RepositoryNotFoundException', message: name });
      return json(200, { repositories: [{ repositoryName: name, repositoryUri: `${registry}/${name}` }] });
    }
    case 'GetAuthorizationToken': {
      const authorizationToken = Buffer.from(`AWS:${ECR_PASSWORD}`).toString('base64');
      return json(200, { authorizationData: [{ authorizationToken, proxyEndpoint: `https://${registry}` }] });
    }
    default:
      return json(400, { __type: 'InvalidAction', message: body });
  }
}

const json = (status: number, content: object): StubAnswer => ({ status, body: JSON.stringify(content) });
