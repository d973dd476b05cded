import { describe, expect, it } from '@jest/globals';
import { isCertificateUrl } from './certificate-url.ts';

const NAME = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

describe('isCertificateUrl', () => {
  it.each([
    [`https://sns.us-east-1.amazonaws.com/${NAME}`, 'us-east-1'],
    [`https://sns.ap-southeast-2.amazonaws.com/${NAME}`, 'ap-southeast-2'],
    [`https://sns.us-gov-west-1.amazonaws.com/${NAME}`, 'us-gov-west-1'],
    [`https://sns.cn-north-1.amazonaws.com.cn/${NAME}`, 'cn-north-1'],
  ])('accepts %s for %s', (url, region) => {
    expect(isCertificateUrl(url, region)).toBe(true);
  });

  it.each([
    ['http', `http://sns.us-east-1.amazonaws.com/${NAME}`],
    ['another region than the topic', `https://sns.us-west-2.amazonaws.com/${NAME}`],
    ['a bucket called sns', `https://sns.s3-us-west-2.amazonaws.com/${NAME}`],
    ['a bucket called sns, by region', `https://sns.s3.us-east-1.amazonaws.com/${NAME}`],
    ['a host that only begins like it', `https://sns.us-east-1.amazonaws.com.evil.example/${NAME}`],
    ['a host that only ends like it', `https://evil-sns.us-east-1.amazonaws.com/${NAME}`],
    ['a subdomain', `https://a.sns.us-east-1.amazonaws.com/${NAME}`],
    ['no dot before the domain', `https://sns.us-east-1amazonaws.com/${NAME}`],
    ['another character for the dot', `https://snsxus-east-1.amazonaws.com/${NAME}`],
    ['China’s domain outside China', `https://sns.us-east-1.amazonaws.com.cn/${NAME}`],
    ['user info', `https://sns.us-east-1.amazonaws.com@evil.example/${NAME}`],
    ['user info before the host', `https://user:pass@sns.us-east-1.amazonaws.com/${NAME}`],
    ['a port', `https://sns.us-east-1.amazonaws.com:8443/${NAME}`],
    ['the standard port', `https://sns.us-east-1.amazonaws.com:443/${NAME}`],
    ['a query', `https://sns.us-east-1.amazonaws.com/${NAME}?x=1`],
    ['a fragment', `https://sns.us-east-1.amazonaws.com/${NAME}#x`],
    ['a folder', `https://sns.us-east-1.amazonaws.com/x/${NAME}`],
    ['a way up', `https://sns.us-east-1.amazonaws.com/../${NAME}`],
    ['an encoded slash', `https://sns.us-east-1.amazonaws.com/%2f${NAME}`],
    ['upper case in the host', `https://SNS.us-east-1.amazonaws.com/${NAME}`],
    ['upper case in the name', `https://sns.us-east-1.amazonaws.com/${NAME.toUpperCase()}`],
    ['a name that is too short', 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem'],
    ['another name', 'https://sns.us-east-1.amazonaws.com/certificate.pem'],
    ['a line break in front', `\nhttps://sns.us-east-1.amazonaws.com/${NAME}`],
    ['a line break behind', `https://sns.us-east-1.amazonaws.com/${NAME}\n`],
    ['a backslash', `https:\\\\sns.us-east-1.amazonaws.com/${NAME}`],
    ['nothing', ''],
  ])('refuses %s', (_what, url) => {
    expect(isCertificateUrl(url, 'us-east-1')).toBe(false);
  });
});
