import { describe, expect, it } from '@jest/globals';
import { md5OfAttributes } from './message-attributes.ts';

describe('MD5OfMessageAttributes', () => {
  it('is that of the encoding in the SQS Developer Guide', () => {
    // Written out by hand and hashed with another implementation.
    const attributes = new Map([
      ['b', { DataType: 'Binary', BinaryValue: 'AP8=' }],
      ['a', { DataType: 'String', StringValue: '503' }],
    ]);
    expect(md5OfAttributes(attributes)).toBe('ac81a0bf36214a618bd26dfa8c6128e9');
  });

  it('is absent without attributes', () => {
    expect(md5OfAttributes(new Map())).toBeUndefined();
  });
});
