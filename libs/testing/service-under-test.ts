import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Answer, type Call } from './call.ts';
import { Program, type Environment, type StartedProgram } from './program.ts';
import { SnsSigner, TEST_TOPIC, type EnvelopeFields, type SignedEnvelope } from './sns-signer.ts';
import { StubUpstream, type StubAnswer } from './stub-upstream.ts';
import { waitFor } from './wait-for.ts';

/** Keys that no service may ever log or answer. Tests look for them in all output. */
export const HQ_KEY = 'hq-key-5fd2c1b07e9a4f63';
export const SERVICE_KEY = 'service-key-8c03aa7d41e2b95f';

/** The differences between the services, for the tests that hold for all of them. */
export interface ServiceKind {
  readonly room: string;
  /** The path of its order endpoint: `/order/`. */
  readonly path: string;
  readonly healthPath: string;
  /** The item of its orders: `bundle`, or its resource. */
  readonly item: string;
  /** The log lines of one order, as the labs compare them. */
  readonly lines: readonly string[];
  readonly upstream: {
    readonly path: string;
    /** The key that it sends there if direct orders need a key. */
    readonly key: string;
    /** The upstream request of one order. */
    readonly body: string;
    readonly success: StubAnswer;
    /** The environment with the upstream's address. */
    readonly env: (url: string) => Environment;
  };
}

export const MONOLITH: ServiceKind = {
  room: 'monolith',
  path: '/order/',
  healthPath: '/',
  item: 'bundle',
  lines: [
    'Gathering Requested Items',
    'Getting Iridium',
    'Getting Magnesite',
    'Trying to send a request to the API',
    'API Status Code: 200',
    'Bundle fulfilled',
  ],
  upstream: {
    path: '/receiving/',
    key: HQ_KEY,
    body: '{"iridium":1,"magnesite":1}',
    success: { status: 200, body: 'success' },
    env: (url) => ({ API_ENDPOINT: `${url}/receiving/`, API_KEY: HQ_KEY }),
  },
};

export function microservice(resource: string): ServiceKind {
  const title = resource.charAt(0).toUpperCase() + resource.slice(1);
  return {
    room: resource,
    path: `/${resource}/`,
    healthPath: `/${resource}/`,
    item: resource,
    lines: [
      'Gathering Requested Items',
      `Getting ${title}`,
      'Trying to send a request to the monolith',
      'Monolith Status Code: 200',
      `${title} fulfilled`,
    ],
    upstream: {
      path: '/fulfill/',
      key: SERVICE_KEY,
      body: `{"${resource}":1}`,
      success: { status: 200, body: 'Your fulfillment request has been delivered' },
      env: (url) => ({ monolithUrl: url.replace('http://', '') }),
    },
  };
}

const ROOT = join(import.meta.dirname, '..', '..');

/** The bundle of a room's program. */
export function bundleOf(room: string): string {
  const main = join(ROOT, room, 'dist', 'main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there: build it with npm run build.`);
  return main;
}

/** The signer and the upstream of a service that is started by itself. */
export function environmentOf(kind: ServiceKind, upstreamUrl: string, certificate: string): Environment {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    TOPIC_ARN: TEST_TOPIC,
    SNS_PINNED_CERTIFICATE: certificate,
    SERVICE_KEY,
    ...kind.upstream.env(upstreamUrl),
  };
}

/** A service in its own process, with a stub as its upstream and a signer that it trusts. */
export class ServiceUnderTest {
  readonly kind: ServiceKind;
  readonly upstream: StubUpstream;
  readonly sns: SnsSigner;
  readonly program: StartedProgram;
  readonly #said: string[] = [];

  private constructor(kind: ServiceKind, upstream: StubUpstream, sns: SnsSigner, program: StartedProgram) {
    this.kind = kind;
    this.upstream = upstream;
    this.sns = sns;
    this.program = program;
  }

  /** @param env what differs from {@link environmentOf}; an empty value takes a variable away */
  static async start(kind: ServiceKind, env: Environment = {}, sns?: SnsSigner): Promise<ServiceUnderTest> {
    const signer = sns ?? (await SnsSigner.create());
    const upstream = await StubUpstream.start(kind.upstream.success);
    const usual = environmentOf(kind, upstream.url, signer.certificate);
    const program = await Program.start(bundleOf(kind.room), { ...usual, ...env });
    // Log lines may arrive later than messages over IPC.
    await waitFor('its first log line', () => program.output.includes('listens on port'));
    return new ServiceUnderTest(kind, upstream, signer, program);
  }

  async call(path: string, options: Call): Promise<Answer> {
    const answer = await call(this.program.url, path, options);
    this.#said.push(JSON.stringify(answer.headers), answer.body);
    return answer;
  }

  /** Posts a direct order, or another body. */
  order(body: unknown, headers: Call['headers'] = {}): Promise<Answer> {
    return this.call(this.kind.path, {
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Posts an envelope with the headers that SNS sends. */
  deliver(envelope: SignedEnvelope, headers: Call['headers'] = {}): Promise<Answer> {
    return this.order(envelope, {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': envelope.Type,
      'x-amz-sns-message-id': envelope.MessageId,
      'x-amz-sns-topic-arn': envelope.TopicArn,
      ...headers,
    });
  }

  /** A signed order of this service's kind. */
  notification(fields: EnvelopeFields = {}): SignedEnvelope {
    return this.sns.notification({ Message: `{"${this.kind.item}": 1}`, ...fields });
  }

  async health(): Promise<number> {
    return (await this.call(this.kind.healthPath, { method: 'GET' })).status;
  }

  /** Stops everything. @throws if the service said a key in its log or in an answer, or answered with a stack trace */
  async close(): Promise<void> {
    await this.program.stop();
    await this.upstream.close();
    const answers = this.#said.join('\n');
    const said = `${this.program.output}\n${answers}`;
    for (const secret of [HQ_KEY, SERVICE_KEY]) {
      if (said.includes(secret)) throw new Error(`${this.kind.room} said a key:\n${said}`);
    }
    // JSON has \n for a line break.
    if (/(\n|\\n)\s+at \S/.test(answers)) {
      throw new Error(`${this.kind.room} answered with a stack trace:\n${answers}`);
    }
  }
}
