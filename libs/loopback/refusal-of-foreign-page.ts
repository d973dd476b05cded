/** Headers of a request, their names in lower case, as Node.js gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ForeignPageOptions {
  /**
   * Has the Host header checked too: its name must be that of this machine's loopback, or one of these. That keeps out a
   * page whose own name was made to resolve to 127.0.0.1 (DNS rebinding), also where it only reads.
   */
  readonly hosts?: readonly string[];
  /**
   * By which scheme requests come: lets a page in whose Origin is this very address. Only where the Host header is
   * checked, or every route that matters needs a key: a page whose name was rebound has that Origin, too.
   */
  readonly scheme?: 'http' | 'https';
}

/** The last is what Docker Desktop calls this machine inside a container. No page can have it: `.internal` is reserved. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', 'host.docker.internal'];
/** Reserved for this machine, like `localhost`: RFC 6761, 6.3. */
const BELOW_LOCALHOST = '.localhost';
/** `none` is what a person typed into the address bar. */
const OWN_SITES = ['none', 'same-origin'];
/** A name, or an IPv6 address in brackets, and perhaps a port. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/**
 * Why a request to a port that needs no key must be refused: any web page that the user looks at can have the browser
 * send it, and the browser says so in headers that no page can change. curl, the AWS CLI, SDKs, SNS and our own services
 * send none of these.
 *
 * @returns the sentence to answer, with 403; undefined for a request that did not come from a web page
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

/** Compares scheme, host and port; a port that is the scheme's own may be left out. */
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
