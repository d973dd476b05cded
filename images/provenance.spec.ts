import { describe, expect, it } from '@jest/globals';
import { webAddressOf } from './provenance.ts';

describe('the address of the sources', () => {
  it.each([
    ['https://code.example/team/kit.git', 'https://code.example/team/kit'],
    ['https://me:secret@code.example/team/kit.git', 'https://code.example/team/kit'],
    ['https://code.example/kit?token=secret', 'https://code.example/kit'],
    ['git@code.example:team/kit.git', 'https://code.example/team/kit'],
  ])('of %s is %s, without anything secret', (remote, address) => {
    expect(webAddressOf(remote)).toBe(address);
  });

  it.each(['/srv/git/kit', '../kit', 'file:///srv/git/kit', 'https://', ''])(
    'is not told of %j',
    (remote) => {
      expect(webAddressOf(remote)).toBeUndefined();
    },
  );
});
