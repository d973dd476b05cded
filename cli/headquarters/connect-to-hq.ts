import { HqClient } from '@interstella/hq/client';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { hqOf } from '@interstella/rehearsal/kit/clients.ts';
import { requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import type { HqOptions } from './hq-options.ts';

/**
 * The HQ that the options select: with --aws that of the account, with its admin key from Parameter Store; with --hq-url the
 * one there, with HQ_ADMIN_KEY, or HQ_API_KEY for a participant's own report; otherwise the one of the kit that runs here.
 *
 * @throws UsageError if there is none
 */
export async function connectToHq(options: HqOptions, env = process.env): Promise<HqClient> {
  const { aws, hqUrl } = options;
  if (hqUrl !== undefined && !isHttpUrl(hqUrl))
    throw new UsageError(`--hq-url ${hqUrl} is no URL such as https://….execute-api.us-east-1.amazonaws.com`);
  if (aws) return onAws(options);
  if (hqUrl === undefined) {
    return hqOf(await requireRunningKit());
  }
  const { HQ_ADMIN_KEY: adminKey, HQ_API_KEY: apiKey } = env;
  if (adminKey !== undefined) return new HqClient({ url: hqUrl, adminKey });
  if (apiKey !== undefined) return new HqClient({ url: hqUrl, apiKey });
  throw new UsageError(
    `Interstella HQ at ${hqUrl} answers only who has a key. Set HQ_ADMIN_KEY to its admin key; for your own report, HQ_API_KEY with your API key is enough.`,
  );
}

/** Imports the AWS SDK only when it is used, since it is slow to load. */
async function onAws({ hqUrl, environmentName = DEFAULT_ENVIRONMENT_NAME }: HqOptions): Promise<HqClient> {
  const { connectToAws } = await import('@interstella/cloud/aws.ts');
  const { readEnvironment } = await import('@interstella/cloud/deployed.ts');
  const { findHq } = await import('@interstella/cloud/headquarters.ts');
  const aws = await connectToAws();
  const deployed = await readEnvironment(aws, environmentName);
  const hq = await findHq(aws, { deployed, instructor: undefined, hqUrl });
  if (hq) return hq.client;
  throw new UsageError(
    `There is no Interstella HQ of the environment ${environmentName} in account ${aws.account}, ${aws.region}. Deploy one with \`${printedCommand('deploy hq', environmentName)}\`, or name the one that you use with --hq-url.`,
  );
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
