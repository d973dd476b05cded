/**
 * The one form that the address of SNS's signing certificate has. Everything else is an imitation: look-alike hosts
 * (`sns.s3.amazonaws.com` is a bucket), user info, ports, queries and other paths all fail to match.
 */
const CERTIFICATE_URL =
  /^https:\/\/sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** Whether an address is that of an SNS signing certificate in the region given. Only China's end in `.cn`. */
export function isCertificateUrl(url: string, region: string): boolean {
  const [, named, china] = CERTIFICATE_URL.exec(url) ?? [];
  return named === region && region.startsWith('cn-') === (china !== undefined);
}
