/** `npm run bench`: the speed of the services, compared with bare servers that do the same work in the same run. */
import { writeFile } from 'node:fs/promises';
import { messageOf } from '@interstella/libs/errors';
import { MILLION_FILE, RESULTS_FILE } from './bench.ts';
import { HELP, isFull, isMillion, parseOptions, type Options } from './options.ts';
import { markdown } from './results/markdown.ts';
import { runBench } from './run-bench.ts';

/** The roles that this program has in a process of its own. */
const ROLES: Readonly<Record<string, (argument: string) => Promise<void>>> = {
  upstream: async () => {
    (await import('./upstream/run-upstream.ts')).runUpstream();
  },
  'load-generator': async () => {
    (await import('./load/run-load-generator.ts')).runLoadGenerator();
  },
  'load-balancer': async (targetPort) => {
    await (await import('./load-balancer/run-load-balancer.ts')).runLoadBalancer(Number(targetPort));
  },
  pipe: async (targetPort) => {
    (await import('./load-balancer/run-pipe.ts')).runPipe(Number(targetPort));
  },
  baseline: async (name) => {
    (await import('./baseline/run-baseline.ts')).runBaseline(name);
  },
  'busy-core': async () => {
    (await import('./rate/run-busy-core.ts')).runBusyCore();
  },
  sender: async () => {
    (await import('./overload/run-sender.ts')).runSender();
  },
  ledger: async (participant) => {
    (await import('./million/run-ledger.ts')).runLedger(participant);
  },
};

// On Node 20 the AWS SDK warns that it needs a newer Node from 2027 on. A user cannot change that here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const [flag, role = '', argument = ''] = process.argv.slice(2);
const runRole = flag === '--role' ? ROLES[role] : undefined;
if (runRole) {
  await runRole(argument);
} else {
  process.exitCode = await main(process.argv.slice(2));
}

/** @returns the exit code: 1 if a measurement failed, 2 for wrong arguments */
async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  try {
    const results = await runBench(options);
    const page = markdown(results);
    if (isFull(options)) await writeFile(RESULTS_FILE, page);
    if (isMillion(options)) await writeFile(MILLION_FILE, page);
    console.log(options.json ? JSON.stringify(results, undefined, 2) : page);
    return 0;
  } catch (error) {
    console.error(`The benchmark failed and has no results. ${messageOf(error)}`);
    return 1;
  }
}
