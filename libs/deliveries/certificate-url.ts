/**
 * The address of SNS's signing certificate. Look-alike hosts (`sns.s3.amazonaws.com` is a bucket), user info, ports,
 * queries and other paths do not match.
 */
const CERTIFICATE_URL =
  /^https:\/\/sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** Whether an address is one of an SNS signing certificate in this region. Only addresses in China end in `.cn`. */
export function isCertificateUrl(url: string, region: string): boolean {
  const [, named, china] = CERTIFICATE_URL.exec(url) ?? [];
  return named === region && region.startsWith('cn-') === (china !== undefined);
}
