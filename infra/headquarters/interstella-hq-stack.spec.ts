import { describe, expect, it } from '@jest/globals';
import { RETRY_WINDOW_MS } from '../stages.ts';
import { arn } from '../testing/interstella.ts';
import { ofType, type Properties, references, text, theOne } from '../testing/queries.ts';
import { stackOf, templateOf } from '../testing/templates.ts';

const TOPICS = ['orders', 'iridium', 'magnesite'];
const hq = () => templateOf('hq');
const hqFunction = (name: string) =>
  theOne(hq(), 'AWS::Lambda::Function', 'FunctionName', `interstella-hq-${name}`);

/** What the function's role allows, as `resource: actions`. */
function mayDo(name: string): string[] {
  const [role = ''] = references(hqFunction(name).Properties.Role);
  const [{ PolicyDocument }] = hq().Resources[role]?.Properties.Policies as [{ PolicyDocument: Properties }];
  return (PolicyDocument.Statement as Properties[]).flatMap(({ Action, Resource }) =>
    [Resource].flat().map((resource) => `${text(resource)}: ${[Action].flat().sort().join(' ')}`),
  );
}

/** Lambda takes an event once, and drops one that waited into the next minute. */
function expectNoRepeat(name: string): void {
  const { id } = hqFunction(name);
  const configs = [...ofType(hq(), 'AWS::Lambda::EventInvokeConfig').values()];
  const own = configs.filter(({ FunctionName }) => references(FunctionName).has(id));
  expect(own).toMatchObject([{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }]);
}

describe('HQ', () => {
  it('is a stack of its own', () => {
    expect(stackOf('hq').stackName).toBe('InterstellaHq');
    expect(stackOf('hq', { environmentName: 'team-7' }).stackName).toBe('InterstellaHq-team-7');
  });

  it('tells what a participant needs', () => {
    const { Outputs = {}, Parameters, Conditions } = hq();
    expect(Outputs.Stage?.Value).toBe('hq');
    expect(text(Outputs.TopicArnPrefix?.Value)).toBe(arn('sns', 'interstella-'));
    expect(text(Outputs.ApiEndpoint?.Value)).toMatch(
      /^https:\/\/\$\{FulfillmentApi\w+\}\.execute-api\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/receiving\/$/,
    );
    expect({ Parameters, Conditions }).toEqual({});
    const parameter = theOne(hq(), 'AWS::SSM::Parameter', 'Name', '/interstella/apiEndpoint');
    expect(parameter.Properties.Value).toEqual(Outputs.ApiEndpoint?.Value);
  });
});

describe('the topics', () => {
  it.each(TOPICS)('%s is signed with version 2, and published to through TLS alone', (topic) => {
    const { id, Properties: properties } = theOne(
      hq(),
      'AWS::SNS::Topic',
      'TopicName',
      `interstella-${topic}`,
    );
    expect(properties.SignatureVersion).toBe('2');
    const policy = [...ofType(hq(), 'AWS::SNS::TopicPolicy').values()].find(({ Topics }) =>
      references(Topics).has(id),
    );
    expect(policy?.PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });

  it('let the accounts of participants subscribe load balancers, and nothing else', () => {
    const template = templateOf('hq', { participantAccounts: '111111111111,222222222222' });
    const policies = [...ofType(template, 'AWS::SNS::TopicPolicy').values()];
    expect(policies).toHaveLength(3);
    for (const { PolicyDocument, Topics } of policies) {
      const allowed = (PolicyDocument as { Statement: Properties[] }).Statement.filter(
        ({ Effect }) => Effect === 'Allow',
      );
      expect(allowed).toMatchObject([
        { Action: 'sns:Subscribe', Condition: { StringEquals: { 'sns:Protocol': 'http' } } },
      ]);
      expect(references(allowed[0]?.Resource)).toEqual(references(Topics));
      const { AWS } = allowed[0]?.Principal as { AWS: unknown[] };
      expect(AWS.map(text)).toEqual([
        'arn:${AWS::Partition}:iam::111111111111:root',
        'arn:${AWS::Partition}:iam::222222222222:root',
      ]);
    }
  });
});

describe('the tables', () => {
  it.each([
    ['lanes', ['lane', 'part']],
    ['orders', ['orderId']],
    ['state', ['owner', 'item']],
    ['participants', ['name']],
  ])('%s is paid by use and can be restored to any second', (name, keys) => {
    const { Properties: properties } = theOne(
      hq(),
      'AWS::DynamoDB::Table',
      'TableName',
      `interstella-${name}`,
    );
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    });
  });

  it.each([
    ['lanes', true],
    ['orders', true],
    ['state', true],
    ['participants', false],
  ])('%s loses what has expired: %s', (name, expires) => {
    const table = theOne(hq(), 'AWS::DynamoDB::Table', 'TableName', `interstella-${name}`);
    const setting = { AttributeName: 'expires', Enabled: true };
    expect(table.Properties.TimeToLiveSpecification).toEqual(expires ? setting : undefined);
  });
});

describe('the fulfillment API', () => {
  it('sends everything to HQ, which knows its own routes', () => {
    expect([...ofType(hq(), 'AWS::ApiGatewayV2::Route').values()]).toMatchObject([{ RouteKey: '$default' }]);
    const [integration] = ofType(hq(), 'AWS::ApiGatewayV2::Integration').values();
    expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    expect(references(integration?.IntegrationUri)).toEqual(new Set([hqFunction('api').id]));
    expect(hqFunction('api').Properties.Handler).toBe('index.api');
  });

  it('is throttled, and logs every access without a header', () => {
    const [stage] = ofType(hq(), 'AWS::ApiGatewayV2::Stage').values();
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 930, ThrottlingBurstLimit: 1_080 },
    });
    const { Format } = stage?.AccessLogSettings as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status' });
    expect(Format).not.toMatch(/header|key/i);
  });

  it('waits no longer than API Gateway does', () => {
    expect(hqFunction('api').Properties.Timeout).toBeLessThan(30);
  });
});

describe('the generator', () => {
  it('runs every minute, never twice at once, and is not repeated', () => {
    const { Properties: rule } = theOne(hq(), 'AWS::Events::Rule', 'Name', 'interstella-hq-generator');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(rule.Targets).toMatchObject([{ RetryPolicy: { MaximumRetryAttempts: 0 } }]);
    expect(references(rule.Targets)).toEqual(new Set([hqFunction('generator').id]));
    expect(hqFunction('generator').Properties).toMatchObject({ Handler: 'index.tick' });
    expect(hqFunction('generator').Properties.Timeout).toBeLessThan(60);
    expectNoRepeat('generator');
  });
});

describe('the closer', () => {
  it('runs every minute in a function of its own, and no run is repeated', () => {
    const { Properties: rule } = theOne(hq(), 'AWS::Events::Rule', 'Name', 'interstella-hq-closer');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(references(rule.Targets)).toEqual(new Set([hqFunction('closer').id]));
    expect(hqFunction('closer').Properties).toMatchObject({ Handler: 'index.close' });
    expectNoRepeat('closer');
  });
});

describe.each(['api', 'closer', 'generator'])('the function %s', (name) => {
  it('runs the same HQ with the settings of this environment', () => {
    const { Properties: properties } = hqFunction(name);
    const { Variables } = properties.Environment as { Variables: Properties };
    const told = Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, text(value)]));
    expect(told).toEqual({
      TOPIC_ARN_PREFIX: arn('sns', 'interstella-'),
      TABLE_PREFIX: 'interstella-',
      RESOURCES: 'iridium,magnesite',
      RETRY_WINDOW_MS: String(RETRY_WINDOW_MS),
      HQ_ADMIN_KEY_PARAMETER: '/interstella/hqAdminKey',
      KEEP_DAYS: '30',
      ...{ LEDGER_GROUPS: '2', LEDGER_LANES: '3' },
      ORDERS_PER_MINUTE: '30',
      LOG_FORMAT: 'json',
    });
    expect(properties.Code).toEqual(hqFunction('api').Properties.Code);
    expect(properties.Runtime).toBe('nodejs24.x');
  });

  it('may do what HQ does, and nothing else', () => {
    const actions = mayDo(name).map((line) =>
      line.replace(/(Tables[A-Z][a-z]+|Topics[A-Z][a-z]+|Logs)\w*/, '$1'),
    );
    expect(actions.filter((line) => !line.includes('Logs')).sort()).toEqual([
      '${TablesLanes.Arn}: dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
      '${TablesOrders.Arn}/index/byUnsent: dynamodb:Query',
      '${TablesOrders.Arn}: dynamodb:BatchGetItem dynamodb:BatchWriteItem',
      '${TablesParticipants.Arn}: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem',
      '${TablesState.Arn}: dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
      '${TopicsIridium}: sns:Publish',
      '${TopicsMagnesite}: sns:Publish',
      '${TopicsOrders}: sns:Publish',
      'arn:${AWS::Partition}:sqs:${AWS::Region}:*:*-redrive: sqs:GetQueueAttributes sqs:ReceiveMessage',
      `${arn('ssm', 'parameter/interstella/hqAdminKey')}: ssm:GetParameter`,
    ]);
  });

  it('has a log group that a clean-up removes', () => {
    const logGroup = theOne(hq(), 'AWS::Logs::LogGroup', 'LogGroupName', `interstella-hq-${name}`);
    expect(logGroup).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 14 } });
    expect(hqFunction(name).Properties.LoggingConfig).toEqual({ LogGroup: { Ref: logGroup.id } });
  });
});

it('makes as many orders as the context says', () => {
  const template = templateOf('hq', { ordersPerMinute: '120' });
  const generator = theOne(template, 'AWS::Lambda::Function', 'FunctionName', 'interstella-hq-generator');
  expect(JSON.stringify(generator.Properties.Environment)).toContain('"ORDERS_PER_MINUTE":"120"');
});
