import { describe, expect, it } from '@jest/globals';
import { Reading } from './reading.ts';
import { resolved } from './resolve.ts';
import { PLACE, smallTemplate } from './testing/small-template.ts';
import { Unresolvable } from './unresolvable.ts';

const resolve = (value: unknown) => resolved(new Reading(smallTemplate(), PLACE), value);

describe('an intrinsic function', () => {
  it.each([
    [{ Ref: 'AWS::Region' }, 'eu-north-1'],
    [{ Ref: 'AWS::AccountId' }, '123456789012'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'Images' }, 'shop'],
    [{ Ref: 'Logs' }, 'shop-logs'],
    [{ 'Fn::GetAtt': ['Images', 'Arn'] }, 'arn:aws:ecr:eu-north-1:123456789012:repository/shop'],
    [{ 'Fn::GetAtt': 'Dead.Arn' }, 'arn:aws:sqs:eu-north-1:123456789012:shop-dead'],
    [{ 'Fn::GetAtt': ['Front', 'DNSName'] }, 'localhost:5000'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Images' }, 'b']] }, 'a-shop-b'],
    [{ 'Fn::Split': ['o', { Ref: 'Images' }] }, ['sh', 'p']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['o', 'shop'] }] }, 'p'],
    [{ a: [{ Ref: 'Images' }, 7, true, null] }, { a: ['shop', 7, true, null] }],
    // Two keys are no function, whatever they are called.
    [
      { Ref: 'Images', Other: 1 },
      { Ref: 'Images', Other: 1 },
    ],
  ])('%j is %j', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'Nowhere' }, 'there is no resource Nowhere.'],
    [{ Ref: 'toString' }, 'there is no resource toString.'],
    [{ Ref: 'AWS::NoValue' }, 'there is no resource AWS::NoValue.'],
    [{ Ref: 'Service' }, 'what a reference yields for Service, of type AWS::ECS::Service, is not known.'],
    [{ 'Fn::GetAtt': ['Front', 'CanonicalHostedZoneID'] }, 'what CanonicalHostedZoneID yields for Front'],
    [{ 'Fn::Sub': '${AWS::Region}' }, 'the function Fn::Sub is not known.'],
    [{ 'Fn::If': ['Sometimes', 'a', 'b'] }, 'the function Fn::If is not known.'],
    [{ Condition: 'Sometimes' }, 'the function Condition is not known.'],
    [{ 'Fn::Join': ['-'] }, 'a function takes two arguments'],
    [{ 'Fn::Join': ['-', 'ab'] }, 'a function takes a list'],
    [{ 'Fn::Join': ['-', [7]] }, 'a function takes text'],
    [{ 'Fn::Select': [2, ['a', 'b']] }, 'there is no element 2 to select.'],
    [{ 'Fn::Select': [0, ['a', { 'Fn::Sub': 'b' }]] }, 'the function Fn::Sub is not known.'],
  ])('%j is refused: %s', (value, reason) => {
    expect(() => resolve(value)).toThrow(Unresolvable);
    expect(() => resolve(value)).toThrow(reason);
  });

  it('that leads back to itself is refused', () => {
    const template = smallTemplate();
    Object.assign(template.Resources.Images?.Properties ?? {}, { RepositoryName: { Ref: 'Images' } });
    expect(() => resolved(new Reading(template, PLACE), { Ref: 'Images' })).toThrow('it refers to itself');
  });
});
