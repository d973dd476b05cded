/**
 * The person's proxy settings are for the network outside: what listens on this machine is asked directly. Uses nothing
 * but Node itself, since it runs before anything is installed.
 */
import http from 'node:http';

const LOOPBACK = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * Exempts loopback from HTTP_PROXY and its like, for this process and for what it starts. Both spellings are set: programs
 * differ in which one they prefer.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function exemptLoopback(env) {
  const exempt = withLoopback(env.no_proxy ?? env.NO_PROXY ?? '');
  env.no_proxy = exempt;
  env.NO_PROXY = exempt;
}

/** @param {string} hosts as in NO_PROXY @returns {string} */
function withLoopback(hosts) {
  const named = hosts.split(',').map((host) => host.trim());
  // It exempts every host, and only alone.
  if (named.includes('*')) return '*';
  return [...new Set([...named.filter((host) => host !== ''), ...LOOPBACK])].join(',');
}

/** Node 24 with NODE_USE_ENV_PROXY reads the variables for its global agent before any program begins: it reads them again. */
export function rereadProxies() {
  if (process.env.NODE_USE_ENV_PROXY !== '1') return;
  http.globalAgent = new http.Agent(
    /** @type {http.AgentOptions} */ ({ keepAlive: true, timeout: 5_000, proxyEnv: process.env }),
  );
}
