import { CfnOutput, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { capitalize } from '../capitalize.ts';
import { allow, allowAny, type Grant } from '../iam/index.ts';
import { type Names, namesIn, stackNameIn } from '../names.ts';
import type { Settings } from '../settings/index.ts';
import { RESOURCES, RETRY_WINDOW_MS, TOPICS, type Stage } from '../stages.ts';
import { synthesizer } from '../synthesizer.ts';
import { tagAll } from '../tag-all.ts';
import { Alarms } from './alarms.ts';
import { apiThrottle } from './api-throttle.ts';
import { FulfillmentApi } from './fulfillment-api.ts';
import { LedgerCloser } from './ledger-closer.ts';
import { ledgerLanes } from './ledger-lanes.ts';
import { OrderGenerator } from './order-generator.ts';
import { onTables } from './permissions.ts';
import { Tables } from './tables.ts';
import { Topics } from './topics.ts';

/** Interstella HQ: topics, fulfillment API, ledger, generator. Deployed once per class, or by a participant alone. */
export class InterstellaHqStack extends Stack {
  constructor(scope: Construct, settings: Settings, stage: Stage) {
    const { environmentName, participantAccounts, ordersPerMinute, keepDays, alarmTopicArn } = settings;
    super(scope, 'InterstellaHq', {
      stackName: stackNameIn(environmentName, 'InterstellaHq'),
      description: 'Interstella HQ: customer orders, the fulfillment API and its ledger',
      synthesizer: synthesizer(),
      suppressTemplateIndentation: true,
    });
    tagAll(this, environmentName);
    const names = namesIn(environmentName);
    const topics = new Topics(this, 'Topics', names, participantAccounts);
    const tables = new Tables(this, 'Tables', names);
    const topicArnPrefix = this.formatArn({ service: 'sns', resource: names.topicPrefix });
    const { groups, lanes } = ledgerLanes(settings);
    const props = {
      environment: {
        TOPIC_ARN_PREFIX: topicArnPrefix,
        TABLE_PREFIX: names.tablePrefix,
        RESOURCES: RESOURCES.join(),
        RETRY_WINDOW_MS: String(RETRY_WINDOW_MS),
        HQ_ADMIN_KEY_PARAMETER: names.parameters.hqAdminKey,
        KEEP_DAYS: String(keepDays),
        LEDGER_GROUPS: String(groups),
        LEDGER_LANES: String(lanes),
        ORDERS_PER_MINUTE: String(ordersPerMinute),
        LOG_FORMAT: 'json',
      },
      grants: [...onTables(tables), ...this.#beyondTables(names, topics)],
    };
    const api = new FulfillmentApi(this, 'FulfillmentApi', names, props, apiThrottle(settings));
    const generator = new OrderGenerator(this, 'OrderGenerator', names, props);
    const closer = new LedgerCloser(this, 'LedgerCloser', names, props);
    new Alarms(this, 'Alarms', names, {
      ...{ api: api.handler, generator: generator.handler, closer: closer.handler },
      ...{ accessLogs: api.accessLogs, topicArn: alarmTopicArn },
    });
    const apiEndpoint = `${api.url}/receiving/`;
    new StringParameter(this, 'ApiEndpointParameter', {
      parameterName: names.parameters.apiEndpoint,
      description: "Interstella HQ's fulfillment API, for the participant's services in this account",
      stringValue: apiEndpoint,
    });
    this.#output('Stage', stage.name, 'What is deployed');
    this.#output('EnvironmentName', environmentName, 'What every name begins with');
    this.#output('HqUrl', api.url, 'Interstella HQ: report and administration');
    this.#output('ApiEndpoint', apiEndpoint, 'The fulfillment API, for -c apiEndpoint=… in another account');
    this.#output('TopicArnPrefix', topicArnPrefix, 'For -c topicArnPrefix=… in another account');
    for (const topic of TOPICS)
      this.#output(`${capitalize(topic)}TopicArn`, topics.arnOf(topic), `The ${topic} topic`);
  }

  #beyondTables(names: Names, topics: Topics): Grant[] {
    return [
      allow(['sns:Publish'], topics.arns),
      allowAny(
        ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        this.formatArn({ service: 'sqs', account: '*', resource: '*-redrive' }),
        "Participants' redrive queues are made after HQ, under names and in accounts of their own; a queue of another account has its own policy to let HQ in.",
      ),
      allow(['ssm:GetParameter'], [this.#parameterArn(names.parameters.hqAdminKey)]),
    ];
  }

  #parameterArn(name: string): string {
    return this.formatArn({ service: 'ssm', resource: `parameter${name}` });
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
