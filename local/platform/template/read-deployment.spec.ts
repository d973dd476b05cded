import { describe, expect, it } from '@jest/globals';
import { readDeployment } from './read-deployment.ts';
import { PLACE, smallTemplate } from './testing/small-template.ts';

describe('a deployment', () => {
  it('is what the template deploys, its functions resolved', () => {
    expect(readDeployment(smallTemplate(), PLACE)).toEqual({
      stage: 'shop',
      environmentName: 'default',
      listener: {
        loadBalancer: 'front',
        port: 80,
        idleTimeoutS: 75,
        dropInvalidHeaders: false,
        rules: [
          {
            priority: 7,
            pathPatterns: ['/shop', '/shop/*'],
            action: { type: 'forward', targetGroup: 'shop-group' },
          },
        ],
        defaultAction: {
          type: 'fixed-response',
          statusCode: 404,
          contentType: 'text/plain',
          body: 'Nothing here',
        },
      },
      targetGroups: [
        {
          name: 'shop-group',
          healthCheck: {
            path: '/health',
            intervalS: 30,
            timeoutS: 5,
            healthyThreshold: 5,
            unhealthyThreshold: 2,
            matcher: '200-299',
          },
          deregistrationDelayS: 20,
          algorithm: 'round_robin',
        },
      ],
      taskDefinitions: [
        {
          id: 'Task',
          family: 'shop-family',
          container: 'shop-container',
          image: { repository: 'shop', tag: 'v1' },
          containerPort: 8080,
          hostPort: 0,
          environment: { REGION: 'eu-north-1' },
          secrets: { ENDPOINT: '/shop/endpoint' },
          stopTimeoutS: 45,
          readonlyRootFilesystem: true,
          user: '1000:1000',
          memory: 512,
          logGroup: 'shop-logs',
        },
      ],
      services: [
        {
          name: 'shop-service',
          taskDefinition: 'Task',
          desiredCount: 2,
          minimumHealthyPercent: 50,
          maximumPercent: 150,
          circuitBreaker: { enable: false, rollback: false },
          forceNewDeployment: 'v1',
          healthCheckGracePeriodS: 0,
          targetGroup: 'shop-group',
        },
      ],
      queues: [{ name: 'shop-dead', messageRetentionPeriodS: 1_209_600 }],
      subscriptions: [
        {
          id: 'Subscription',
          topicArn: 'arn:aws:sns:eu-north-1:123456789012:orders',
          protocol: 'http',
          endpoint: 'http://localhost:5000/shop/',
          deliveryPolicy: '{"healthyRetryPolicy":{"numRetries":3}}',
          redriveQueue: 'shop-dead',
        },
      ],
      parameters: [{ name: '/shop/endpoint', value: 'http://hq/' }],
    });
  });

  it('has its rules in the order in which they are asked', () => {
    const template = smallTemplate();
    const { Rule } = template.Resources;
    if (Rule) {
      template.Resources.Earlier = { ...Rule, Properties: { ...Rule.Properties, Priority: 3 } };
      template.Resources.Later = { ...Rule, Properties: { ...Rule.Properties, Priority: 10 } };
    }
    const { listener } = readDeployment(template, PLACE);
    expect(listener?.rules.map(({ priority }) => priority)).toEqual([3, 7, 10]);
  });

  it('may be nothing but queues and parameters, as before there is a load balancer', () => {
    const template = smallTemplate();
    const { Dead, Endpoint } = template.Resources;
    const few = { ...template, Resources: { Dead, Endpoint } };
    const { listener, services, queues, parameters } = readDeployment(few, PLACE);
    expect([listener, services, queues.length, parameters.length]).toEqual([undefined, [], 1, 1]);
  });
});
