import { describe, expect, it } from '@jest/globals';
import { foreignQuery } from './foreign-query.ts';
import { QueryParameters } from './query-parameters.ts';

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=local/20261120/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

describe('a Query request', () => {
  it.each([
    ['Action=ListQueues&Version=2012-11-05', undefined, 'X-Amz-Target: AmazonSQS.ListQueues'],
    ['Action=ListQueues', signedFor('sqs'), 'X-Amz-Target: AmazonSQS.ListQueues'],
    ['Action=GetCallerIdentity&Version=2011-06-15', undefined, 'service sts is not here'],
    ['Action=ListUsers&Version=2010-05-08', signedFor('iam'), 'service iam is not here'],
  ])('of %s is told which service is meant', (text, authorization, message) => {
    const foreign = foreignQuery({ headers: { authorization } }, QueryParameters.parse(text));
    expect(foreign?.error.message).toContain(message);
    expect(foreign?.namespace).not.toContain('sns');
  });

  it.each([undefined, signedFor('sns')])('for SNS is let through, signed as %s', (authorization) => {
    const parameters = QueryParameters.parse('Action=Publish&Version=2010-03-31');
    expect(foreignQuery({ headers: { authorization } }, parameters)).toBeUndefined();
  });
});
