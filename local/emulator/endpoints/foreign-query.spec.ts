import { describe, expect, it } from '@jest/globals';
import { foreignQuery, serviceMeant } from './foreign-query.ts';
import { QueryParameters } from './query-parameters.ts';

const SERVICES = [
  { name: 'sns', operations: new Map([['Publish', () => undefined]]) },
  { name: 'sqs', operations: new Map([['ListQueues', () => undefined]]) },
];
const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

describe('the service that a Query request means', () => {
  it.each([
    ['Action=Publish&Version=2010-03-31', undefined, 'sns'],
    ['Action=Frobnicate&Version=2010-03-31', undefined, 'sns'],
    ['Action=Publish', undefined, 'sns'],
    ['Action=ListQueues&Version=2012-11-05', undefined, 'sqs'],
    ['Action=ListQueues', undefined, 'sqs'],
    ['Action=Frobnicate', signedFor('sqs'), 'sqs'],
    ['Action=GetCallerIdentity&Version=2011-06-15', undefined, 'sts'],
    ['Action=ListQueues&Version=2010-05-08', signedFor('iam'), 'iam'],
    ['', signedFor('s3'), 's3'],
    ['Action=Frobnicate', undefined, undefined],
  ])('of %j, signed as %s, is %s', (text, authorization, service) => {
    const parameters = QueryParameters.parse(text);
    expect(serviceMeant({ headers: { authorization } }, parameters, SERVICES)).toBe(service);
  });
});

describe('a Query request that no service here answers', () => {
  it.each([
    [
      'sts',
      'GetCallerIdentity',
      'InvalidAction',
      'The service sts is not here. Here are SNS (Query protocol)',
    ],
    ['s3', undefined, 'InvalidAction', 'The service s3 is not here.'],
    ['ssm', 'GetParameter', 'InvalidAction', 'send the header X-Amz-Target: AmazonSSM.GetParameter.'],
    [undefined, 'Frobnicate', 'InvalidAction', 'No service here has the action Frobnicate.'],
    [undefined, undefined, 'MissingAction', 'must contain the parameter Action, or a header X-Amz-Target.'],
  ])('for %s with %s is told so', (service, action, code, message) => {
    expect(foreignQuery(service, action)).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
