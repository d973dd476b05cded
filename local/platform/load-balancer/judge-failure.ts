/**
 * What the load balancer answers when a target did not, as AWS does: 504 without a connection or an answer in time, 502
 * when the connection was refused or broken or what came was no HTTP, 400 when the request cannot be passed on.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function judgeFailure(error: Error, idleTimeoutMs: number): { status: number; reason: string } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  switch (code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return { status: 504, reason: `the target said nothing for ${idleTimeoutMs / 1_000} s` };
    case 'UND_ERR_CONNECT_TIMEOUT':
      return { status: 504, reason: 'no connection to the target in time' };
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return { status: 400, reason: `the request cannot be passed on: ${error.message}` };
    case 'UND_ERR_DESTROYED':
      return { status: 502, reason: 'the target was deregistered, and its time to end is over' };
    default:
      return { status: 502, reason: `the target did not answer: ${code}, ${error.message}` };
  }
}
