import { describe, expect, it } from '@jest/globals';
import { refusalOfForeignPage } from './refusal-of-foreign-page.ts';

describe('refusalOfForeignPage', () => {
  it.each([
    ['curl', { host: 'localhost:5000', 'user-agent': 'curl/8.5.0', accept: '*/*' }],
    ['SNS', { host: 'localhost', 'x-amz-sns-message-type': 'Notification' }],
    ['an address bar', { host: '127.0.0.1:4566', 'sec-fetch-site': 'none' }],
    ['a page of its own', { host: '127.0.0.1:4566', 'sec-fetch-site': 'same-origin' }],
    ['no headers at all', {}],
  ])('has nothing against %s', (_who, headers) => {
    expect(refusalOfForeignPage(headers)).toBeUndefined();
  });

  it.each([
    ['a page', { origin: 'https://evil.example' }],
    ['a page on another port of this machine', { origin: 'http://localhost:3000' }],
    ['a page in a sandbox', { origin: 'null' }],
    ['a page with an empty origin', { origin: '' }],
    ['a page whose name was rebound', { host: 'evil.example:5000', origin: 'http://evil.example:5000' }],
  ])('refuses %s by its Origin', (_who, headers) => {
    expect(refusalOfForeignPage(headers)).toContain('Origin');
  });

  it.each(['cross-site', 'same-site', 'Same-Origin', 'anything', ''])(
    'refuses Sec-Fetch-Site "%s"',
    (site) => {
      expect(refusalOfForeignPage({ 'sec-fetch-site': site })).toContain('other sites');
    },
  );

  it('refuses Sec-Fetch-Site twice', () => {
    expect(refusalOfForeignPage({ 'sec-fetch-site': ['none', 'cross-site'] })).toContain('other sites');
  });

  it.each([
    'localhost',
    'LOCALHOST:80',
    'sns.localhost:4566',
    '127.0.0.1:4566',
    '[::1]',
    '[::1]:4566',
    'host.docker.internal:4566',
    '172.17.0.1:4566',
  ])('takes the Host %s where hosts are checked', (host) => {
    expect(refusalOfForeignPage({ host }, { hosts: ['172.17.0.1'] })).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:4566',
    'localhost.evil.example',
    'localhost@evil.example',
    'evillocalhost',
    '127.0.0.1.evil.example:4566',
    '127.0.0.2',
    '172.17.0.1',
    '[::1',
    '::1',
    '',
    undefined,
  ])('refuses the Host %s where hosts are checked, and only there', (host) => {
    expect(refusalOfForeignPage({ host }, { hosts: [] })).toContain('Host');
    expect(refusalOfForeignPage({ host })).toBeUndefined();
  });

  it.each([
    ['localhost:4566', 'http', 'http://localhost:4566'],
    ['LOCALHOST:4566', 'http', 'http://localhost:4566'],
    ['[::1]:4566', 'http', 'http://[::1]:4566'],
    ['hq.example', 'https', 'https://hq.example'],
    ['hq.example:443', 'https', 'https://hq.example'],
  ] as const)('lets in a page of %s itself, by %s', (host, scheme, origin) => {
    expect(refusalOfForeignPage({ host, origin }, { scheme })).toBeUndefined();
    expect(refusalOfForeignPage({ host, origin })).toContain('Origin');
    const framed = { host, origin, 'sec-fetch-site': 'cross-site' };
    expect(refusalOfForeignPage(framed, { scheme })).toContain('other sites');
  });

  it.each([
    'https://localhost:4566',
    'http://localhost',
    'http://localhost:4567',
    'http://127.0.0.1:4566',
    'http://evil@localhost:4566',
    'http://localhost:4566/',
    'http://localhost:4566.evil.example',
    'null',
    '',
  ])('refuses the Origin %s at http://localhost:4566', (origin) => {
    const headers = { host: 'localhost:4566', origin };
    expect(refusalOfForeignPage(headers, { hosts: [], scheme: 'http' })).toContain('Origin');
  });

  it('refuses a page whose name was rebound, though its Origin is the address that it calls', () => {
    const rebound = { host: 'evil.example:4566', origin: 'http://evil.example:4566' };
    expect(refusalOfForeignPage(rebound, { hosts: [], scheme: 'http' })).toContain('Host');
  });
});
