import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDb } from '../dynamodb/dynamodb.ts';
import { Deliveries } from '../sns/deliveries.ts';
import { Disturbances } from '../sns/disturbance.ts';
import { SigningIdentity } from '../sns/signing-identity.ts';
import { SnsState } from '../sns/sns-state.ts';
import { makeSns } from '../sns/sns.ts';
import { Queues } from '../sqs/queues.ts';
import { makeSqs } from '../sqs/sqs.ts';
import { ParameterStore } from '../ssm/parameter-store.ts';
import { makeSsm } from '../ssm/ssm.ts';
import { type Services, makeEndpointsServer } from './endpoints-server.ts';

/** The account that everything here belongs to. */
export const LOCAL_ACCOUNT = '000000000000';

export interface EndpointsOptions {
  readonly host: string;
  /** 0 binds any free port. */
  readonly port: number;
  readonly region: string;
  /** DynamoDB's tables are kept in `dataDir/dynamodb`; without it, in memory. */
  readonly dataDir?: string;
  /** The time in ms since 1970, for tests. @default Date.now */
  readonly clock?: () => number;
  /** How long one SNS delivery attempt may take. @default 15000, as SNS's */
  readonly attemptTimeoutMs?: number;
  /** The key for requests that inject faults into deliveries. @default no such requests */
  readonly controlKey?: string;
  /**
   * The host in SigningCertURL, by HTTPS, for receivers that trust only AWS's host names. The endpoints serve the certificate
   * all the same. @default the endpoints' own URL
   */
  readonly certificateHost?: string;
  /** Receives what no caller gets as an error: errors of this program, dead-lettered and lost messages. @default ignored */
  readonly report?: (message: string) => void;
}

export interface Endpoints {
  /** Where AWS clients send every request, `http://127.0.0.1:4566`. */
  readonly url: string;
  readonly port: number;
  /** The certificate, PEM, that SNS messages are signed with; made anew at each start. */
  readonly certificate: string;
  /** Stops at once: cuts open connections, drops deliveries and their retries. */
  close(): Promise<void>;
}

/**
 * Starts the local AWS endpoints: SNS, SQS, SSM and DynamoDB on one port. The state of SNS, SQS and SSM lives in memory
 * and ends with the endpoints.
 *
 * @throws the error of `listen`, as EADDRINUSE when the port is taken
 */
export async function startEndpoints(options: EndpointsOptions): Promise<Endpoints> {
  const { host, port, region, dataDir, clock = Date.now, report = () => undefined } = options;
  const identity = await SigningIdentity.make(clock);
  const dynamoDb = await DynamoDb.open(dataDir === undefined ? undefined : join(dataDir, 'dynamodb'));
  const files = new Map([[identity.certificatePath, identity.certificate]]);
  const onDefect = (error: unknown) => {
    report(`Internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const disturbances = new Disturbances(clock);
  const deliveries = new Deliveries({
    onDefect,
    disturbances,
    ...(options.attemptTimeoutMs === undefined ? {} : { attemptTimeoutMs: options.attemptTimeoutMs }),
  });
  const place = { region, account: LOCAL_ACCOUNT, url: '' };
  const queues = new Queues(place, clock);
  const sns = makeSns({
    place,
    identity,
    state: new SnsState(clock),
    deliveries,
    queues,
    certificateHost: options.certificateHost,
    clock,
    report,
  });
  const sqs = makeSqs(queues);
  const services: Services = {
    query: [sns, sqs.query],
    json: [sqs.json, makeSsm(new ParameterStore(place, clock))],
    dynamoDb,
    files,
    disturbRoute: options.controlKey === undefined ? undefined : { disturbances, key: options.controlKey },
    // A server that listens at every address is called by names that are unknown here.
    hosts: host === '0.0.0.0' || host === '::' ? undefined : [host],
    onDefect,
  };
  const server = makeEndpointsServer(services);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await dynamoDb.close();
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  place.url = `http://${reachable(host)}:${bound}`;

  return {
    url: place.url,
    port: bound,
    certificate: identity.certificate,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await Promise.all([closed, deliveries.close()]);
      await dynamoDb.close();
    },
  };
}

/** The name under which a client on this machine reaches a server that is bound to `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
