import { describe, expect, it } from '@jest/globals';
import { parseSubscriptionDeliveryPolicy, parseTopicDeliveryPolicy } from './delivery-policy.ts';
import { DEFAULT_RETRY_POLICY } from './retry-delays.ts';

function ofSubscription(healthyRetryPolicy: unknown) {
  return parseSubscriptionDeliveryPolicy(JSON.stringify({ healthyRetryPolicy })).retry;
}

describe('the delivery policy of a subscription', () => {
  it('has the defaults of SNS for absent fields and for null', () => {
    expect(ofSubscription({})).toEqual(DEFAULT_RETRY_POLICY);
    expect(ofSubscription({ numRetries: 5, backoffFunction: null })).toEqual({
      ...DEFAULT_RETRY_POLICY,
      numRetries: 5,
    });
  });

  it('takes every field, and fractions of a second', () => {
    const policy = {
      minDelayTarget: 0.05,
      maxDelayTarget: 0.5,
      numRetries: 50,
      numNoDelayRetries: 1,
      numMinDelayRetries: 2,
      numMaxDelayRetries: 3,
      backoffFunction: 'exponential',
    };
    expect(ofSubscription(policy)).toEqual(policy);
  });

  it.each([
    '{"healthyRetryPolicy":null,"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":null,"guaranteed":null}',
    '{"throttlePolicy":{"maxReceivesPerSecond":null},"requestPolicy":{"headerContentType":null}}',
  ])('says nothing by null: %s', (printed) => {
    expect(parseSubscriptionDeliveryPolicy(printed)).toEqual({
      retry: undefined,
      maxReceivesPerSecond: undefined,
      contentType: undefined,
    });
  });

  it.each(['text/plain; charset=UTF-8', 'text/plain', 'application/json', 'application/xml'])(
    'may choose the content type %s',
    (headerContentType) => {
      const policy = JSON.stringify({ requestPolicy: { headerContentType } });
      expect(parseSubscriptionDeliveryPolicy(policy).contentType).toBe(headerContentType);
    },
  );

  it.each(['application/strange', 'text/plain\r\nX: y', 'xtext/plain', ''])(
    'is refused with the content type %j',
    (headerContentType) => {
      const policy = JSON.stringify({ requestPolicy: { headerContentType } });
      expect(() => parseSubscriptionDeliveryPolicy(policy)).toThrow(
        'requestPolicy.headerContentType: must be one of text/plain, application/json, application/xml',
      );
    },
  );

  it('is refused with a sickly retry policy, which would have no effect', () => {
    expect(() => parseSubscriptionDeliveryPolicy('{"sicklyRetryPolicy":{"numRetries":5}}')).toThrow(
      'sicklyRetryPolicy: is not supported here',
    );
  });

  it('may add up to an hour, and not to more', () => {
    expect(() => ofSubscription({ minDelayTarget: 36, maxDelayTarget: 36, numRetries: 100 })).not.toThrow();
    expect(() => ofSubscription({ minDelayTarget: 37, maxDelayTarget: 37, numRetries: 100 })).toThrow(
      'Invalid parameter: DeliveryPolicy: the delays add up to 3700 s, more than 3600 s',
    );
  });

  it.each<[unknown, string]>([
    [{ minDelayTarget: 0 }, 'minDelayTarget'],
    [{ maxDelayTarget: 3601 }, 'maxDelayTarget'],
    [{ maxDelayTarget: 10 }, 'maxDelayTarget 10 must not be less than minDelayTarget 20'],
    [{ numRetries: 101 }, 'numRetries'],
    [{ numRetries: 1.5 }, 'numRetries'],
    [{ numRetries: '3' }, 'numRetries'],
    [{ numRetries: -1 }, 'numRetries'],
    [{ numRetries: 2, numNoDelayRetries: 2, numMaxDelayRetries: 1 }, 'is 3, more than numRetries 2'],
    [{ backoffFunction: 'quadratic' }, 'backoffFunction'],
    [{ numRetry: 3 }, 'numRetry'],
    [[], 'healthyRetryPolicy'],
  ])('is refused as %j', (policy, reason) => {
    expect(() => ofSubscription(policy)).toThrow(reason);
  });

  it('may have a throttle policy and a request policy, as the console writes them', () => {
    const policy = {
      healthyRetryPolicy: { numRetries: 1 },
      throttlePolicy: { maxReceivesPerSecond: 5 },
      requestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    };
    expect(parseSubscriptionDeliveryPolicy(JSON.stringify(policy))).toMatchObject({
      retry: { numRetries: 1 },
      maxReceivesPerSecond: 5,
      contentType: 'text/plain; charset=UTF-8',
    });
  });

  it.each([
    '',
    'x',
    'null',
    '[]',
    '"x"',
    '{"throttlePolicy":{"maxReceivesPerSecond":0}}',
    '{"throttlePolicy":[]}',
    '{"requestPolicy":{"headerContentType":1}}',
    '{"colour":"red"}',
  ])('is refused as the text %s', (json) => {
    expect(() => parseSubscriptionDeliveryPolicy(json)).toThrow('Invalid parameter: DeliveryPolicy');
  });
});

describe('the delivery policy of a topic', () => {
  it('stands under http', () => {
    expect(
      parseTopicDeliveryPolicy(
        '{"http":{"defaultHealthyRetryPolicy":{"numRetries":1},"disableSubscriptionOverrides":true}}',
      ),
    ).toEqual({
      retry: { ...DEFAULT_RETRY_POLICY, numRetries: 1 },
      maxReceivesPerSecond: undefined,
      contentType: undefined,
      disableSubscriptionOverrides: true,
    });
  });

  it('may have a throttle policy and a request policy, as the console writes them', () => {
    const http = {
      defaultHealthyRetryPolicy: { numRetries: 1 },
      defaultThrottlePolicy: { maxReceivesPerSecond: 5 },
      defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    };
    expect(parseTopicDeliveryPolicy(JSON.stringify({ http }))).toMatchObject({
      retry: { numRetries: 1 },
      maxReceivesPerSecond: 5,
      contentType: 'text/plain; charset=UTF-8',
    });
  });

  it.each(['{"http":null}', '{"http":{"disableSubscriptionOverrides":null,"defaultRequestPolicy":null}}'])(
    'says nothing by null: %s',
    (printed) => {
      expect(parseTopicDeliveryPolicy(printed)).toEqual({
        retry: undefined,
        maxReceivesPerSecond: undefined,
        contentType: undefined,
        disableSubscriptionOverrides: false,
      });
    },
  );

  it('is refused in the shape of a subscription', () => {
    expect(() => parseTopicDeliveryPolicy('{"healthyRetryPolicy":{}}')).toThrow('DeliveryPolicy');
  });
});
