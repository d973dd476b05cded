/** Headers of a request, their names in lower case, as Node.js gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ForeignPageOptions {
  /**
   * Also checks the Host header: it must name this machine's loopback, or one of these hosts. This refuses a page whose own
   * name resolves to 127.0.0.1 (DNS rebinding), even if it only reads.
   */
  readonly hosts?: readonly string[];
  /**
   * The scheme of this server. Admits pages of this server itself: those with its address as Origin. Use it only if the
   * Host header is checked or all sensitive routes need a key, since a page after DNS rebinding has this Origin, too.
   */
  readonly scheme?: 'http' | 'https';
}

/** Names of this machine. Docker Desktop uses the last one in containers; no page can have it, since `.internal` is reserved. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', 'host.docker.internal'];
/** Reserved for this machine, like `localhost`: RFC 6761, 6.3. */
const BELOW_LOCALHOST = '.localhost';
/** Values of Sec-Fetch-Site that are allowed. `none` is an address that a person typed in. */
const OWN_SITES = ['none', 'same-origin'];
/** A name, or an IPv6 address in brackets, and perhaps a port. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/**
 * Recognizes requests of foreign web pages, which must not reach a port that needs no key. Any page that the user visits
 * can make the browser send one, but cannot change the headers that reveal it. curl, the AWS CLI, SDKs, SNS and our own
 * services do not send these headers.
 *
 * @returns the message of a 403 response; undefined for any other request
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function refusalOfForeignPage(
  headers: RequestHeaders,
  { hosts, scheme }: ForeignPageOptions = {},
): string | undefined {
  if (headers.origin !== undefined && !(scheme && isOwn(headers, scheme))) {
    return 'Web pages may not call this address: send the request without an Origin header.';
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.includes(String(site))) {
    return 'Web pages of other sites may not call this address.';
  }
  const name = hostName(headers.host);
  if (hosts && ![...LOOPBACK, ...hosts].includes(name) && !name.endsWith(BELOW_LOCALHOST)) {
    return 'The Host header does not name this machine: call it by localhost or 127.0.0.1.';
  }
  return undefined;
}

/** Compares scheme, host and port. The scheme's default port may be left out. */
function isOwn({ origin, host }: RequestHeaders, scheme: string): boolean {
  const own = `${scheme}://${String(host)}`;
  const given = String(origin);
  // An Origin has nothing behind its port.
  if (!URL.canParse(own) || !URL.canParse(given) || !/^https?:\/\/[^/?#@]+$/.test(given)) return false;
  return new URL(given).origin === new URL(own).origin;
}

function hostName(host: RequestHeaders[string]): string {
  return HOST.exec(String(host).toLowerCase())?.[1] ?? '';
}
