import { describe, expect, it } from '@jest/globals';
import {
  arn,
  environmentOf,
  idOf,
  MICROSERVICES,
  microservicesAt,
  portsFromLoadBalancer,
  service,
  SERVING,
  targetGroup,
  taskDefinition,
} from '../testing/interstella.ts';
import { ofType, type Properties, references, text, theOne } from '../testing/queries.ts';
import { templateOf } from '../testing/templates.ts';

describe('from alb on', () => {
  it.each(SERVING)('the load balancer of %s listens on port 80 and keeps access logs', (stage) => {
    const template = templateOf(stage);
    const [balancer] = ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').values();
    expect(balancer).toMatchObject({ Name: 'interstella', Scheme: 'internet-facing', Type: 'application' });
    expect(balancer?.LoadBalancerAttributes).toEqual(
      expect.arrayContaining([
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
      ]),
    );
    const [listener] = ofType(template, 'AWS::ElasticLoadBalancingV2::Listener').values();
    expect(listener).toMatchObject({
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: targetGroup(template, 'monolith').id } }],
    });
  });

  it.each([
    ['alb', []],
    ['iridium', ['1 /iridium* iridium']],
    ['noiridium', ['1 /iridium* iridium']],
    ['magnesite', ['1 /iridium* iridium', '2 /magnesite* magnesite']],
    ['nomagnesite', ['1 /iridium* iridium', '2 /magnesite* magnesite']],
  ])('the rules of %s lead to the microservices', (stage, expected) => {
    const template = templateOf(stage);
    const rules = [...ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule').values()];
    const lines = rules.map(({ Priority, Conditions, Actions }) => {
      const [
        {
          PathPatternConfig: { Values },
        },
      ] = Conditions as [{ PathPatternConfig: { Values: string[] } }];
      const [target] = references(Actions);
      const name = MICROSERVICES.find((one) => targetGroup(template, one).id === target);
      return `${text(Priority)} ${Values.join()} ${name ?? '?'}`;
    });
    expect(lines).toEqual(expected);
  });

  it.each([
    ['alb', { monolith: 'latest' }],
    ['iridium', { monolith: 'latest', iridium: 'latest' }],
    ['noiridium', { monolith: 'noiridium', iridium: 'latest' }],
    ['magnesite', { monolith: 'noiridium', iridium: 'latest', magnesite: 'latest' }],
    ['nomagnesite', { monolith: 'nomagnesite', iridium: 'latest', magnesite: 'latest' }],
  ])('the services of %s run these images, one task each, replaced without a gap', (stage, tags) => {
    const template = templateOf(stage);
    expect(ofType(template, 'AWS::ECS::Service').size).toBe(Object.keys(tags).length);
    for (const [name, tag] of Object.entries(tags)) {
      const { id, container } = taskDefinition(template, name);
      expect(text(container.Image)).toMatch(new RegExp(`Repository[0-9A-F]+\\}:${tag}$`));
      expect(service(template, name).Properties).toMatchObject({
        TaskDefinition: { Ref: id },
        LaunchType: name === 'monolith' ? 'EC2' : 'FARGATE',
        DesiredCount: 1,
        DeploymentConfiguration: {
          MinimumHealthyPercent: 100,
          MaximumPercent: 200,
          DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        },
        ForceNewDeployment: { EnableForceNewDeployment: true, ForceNewDeploymentNonce: tag },
      });
    }
  });

  it.each(SERVING)(
    'the target groups of %s check the health of the contracts, and drain as long as the services do',
    (stage) => {
      const template = templateOf(stage);
      for (const name of ['monolith', ...microservicesAt(template)]) {
        const monolith = name === 'monolith';
        const { container } = taskDefinition(template, name);
        const port = monolith ? 5000 : 8080;
        const { id, Properties: properties } = targetGroup(template, name);
        expect(properties).toMatchObject({
          TargetType: monolith ? 'instance' : 'ip',
          Port: port,
          HealthCheckPath: monolith ? '/' : `/${name}/`,
          HealthCheckPort: 'traffic-port',
          Matcher: { HttpCode: '200' },
        });
        expect(service(template, name).Properties.LoadBalancers).toEqual([
          { ContainerName: `interstella-${name}`, ContainerPort: port, TargetGroupArn: { Ref: id } },
        ]);
        const attributes = properties.TargetGroupAttributes as { Key: string; Value: string }[];
        const delay = attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
        const drainMs = Number(environmentOf(container).DRAIN_MS);
        expect(Number(delay) * 1_000).toBe(drainMs);
        // An attempt of SNS (15 s) fits into draining, and draining with another 16 s into stopping.
        expect(drainMs).toBeGreaterThan(15_000);
        expect(Number(container.StopTimeout) * 1_000).toBeGreaterThan(drainMs + 16_000);
        expect(container.StopTimeout).toBeLessThanOrEqual(120);
      }
    },
  );

  it.each(SERVING)('the load balancer of %s reaches every task, and nobody else does', (stage) => {
    const template = templateOf(stage);
    expect(portsFromLoadBalancer(template, idOf(template, 'CapacityInstanceSecurityGroup'))).toEqual([
      'tcp 32768-65535',
    ]);
    for (const name of microservicesAt(template)) {
      const { AwsvpcConfiguration } = service(template, name).Properties.NetworkConfiguration as {
        AwsvpcConfiguration: Properties;
      };
      expect(AwsvpcConfiguration).toMatchObject({ AssignPublicIp: 'ENABLED' });
      expect(AwsvpcConfiguration.Subnets).toHaveLength(2);
      const [group = ''] = references(AwsvpcConfiguration.SecurityGroups);
      expect(portsFromLoadBalancer(template, group)).toEqual(['tcp 8080-8080']);
    }
    expect(ofType(template, 'AWS::EC2::SecurityGroupIngress').size).toBe(
      1 + microservicesAt(template).length,
    );
  });

  it.each([
    ['alb', ['orders → /order/']],
    ['iridium', ['orders → /order/', 'iridium → /iridium/']],
    ['noiridium', ['orders → /order/', 'iridium → /iridium/']],
    ['magnesite', ['orders → /order/', 'iridium → /iridium/', 'magnesite → /magnesite/']],
    ['nomagnesite', ['iridium → /iridium/', 'magnesite → /magnesite/']],
  ])('the subscriptions of %s are made once their service is up', (stage, expected) => {
    const template = templateOf(stage);
    const subscriptions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::SNS::Subscription',
    );
    const lines = subscriptions.map(
      ({ Properties: { TopicArn, Endpoint, Protocol, ...rest }, DependsOn }) => {
        const topic = text(TopicArn).replace(arn('sns', 'interstella-'), '');
        const queue = theOne(template, 'AWS::SQS::Queue', 'QueueName', `interstella-${topic}-redrive`);
        expect(Protocol).toBe('http');
        expect(rest.RedrivePolicy).toEqual({ deadLetterTargetArn: { 'Fn::GetAtt': [queue.id, 'Arn'] } });
        expect(rest.DeliveryPolicy).toMatchObject({
          healthyRetryPolicy: { numRetries: 38 },
          throttlePolicy: { maxReceivesPerSecond: 250 },
        });
        expect(DependsOn).toContain(service(template, topic === 'orders' ? 'monolith' : topic).id);
        return `${topic} → ${text(Endpoint).replace(/^http:\/\/\$\{FrontLoadBalancer\w+\.DNSName\}/, '')}`;
      },
    );
    expect(lines).toEqual(expected);
  });

  it.each(SERVING)('no service of %s starts before the load balancer can reach it', (stage) => {
    const template = templateOf(stage);
    expect(service(template, 'monolith').DependsOn).toEqual(
      expect.arrayContaining([idOf(template, 'FrontListener'), idOf(template, 'CapacityInstancesASG')]),
    );
    for (const name of microservicesAt(template)) {
      const rule = idOf(template, `Front${name.charAt(0).toUpperCase()}${name.slice(1)}Rule`);
      expect(service(template, name).DependsOn).toContain(rule);
    }
  });
});
