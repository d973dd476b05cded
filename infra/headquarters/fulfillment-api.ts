import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { RETENTION } from '../log-retention.ts';
import type { Names } from '../names.ts';
import type { Throttle } from './api-throttle.ts';
import { hqFunction, type SharedFunctionProps } from './hq-function.ts';

/** Shorter than the 30 s that API Gateway waits. */
const TIMEOUT_S = 29;

/** HQ's HTTP API: fulfillment, report, administration. One catch-all route, since HQ has its own routing. */
export class FulfillmentApi extends Construct {
  readonly url: string;
  readonly handler: Function;
  readonly accessLogs: LogGroup;

  constructor(scope: Construct, id: string, names: Names, shared: SharedFunctionProps, throttle: Throttle) {
    super(scope, id);
    this.handler = hqFunction(this, {
      ...shared,
      name: names.hq('api'),
      description: 'Interstella HQ: fulfillment API, ledger, report, administration',
      handler: 'api',
      timeoutS: TIMEOUT_S,
    });
    const api = new HttpApi(this, 'Api', { apiName: names.hq('api'), createDefaultStage: false });
    const route = new HttpRoute(this, 'Everything', {
      httpApi: api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Hq', this.handler, { timeout: Duration.seconds(TIMEOUT_S) }),
    });
    acknowledge(
      route,
      'AwsSolutions-APIG4',
      "HQ judges the keys itself: participants' are hashes in its table, and what needs none (summary, documentation, health) is open by design.",
    );
    // With this prefix, AWS services may write without an entry in the account's log policy, whose size is limited.
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/${names.hq('api-access')}`,
      retention: RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: accessLogFormat(),
      },
    });
    const { region, urlSuffix } = Stack.of(this);
    this.url = `https://${api.apiId}.execute-api.${region}.${urlSuffix}`;
  }
}

/** The fields of the access log: no headers, since they have keys. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      time: '$context.requestTime',
      requestId: '$context.requestId',
      sourceIp: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      responseLatencyMs: '$context.responseLatency',
      integrationError: '$context.integrationErrorMessage',
    }),
  );
}
