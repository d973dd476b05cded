import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';

/** The options that select an Interstella HQ. Without any of them, it is the one that runs on this machine. */
export interface HqTarget {
  readonly aws: boolean;
  readonly environmentName?: string | undefined;
  readonly hqUrl?: string | undefined;
}

/** ` --environment-name NAME`, with its space; empty for the default environment. */
export function environmentOption(environmentName: string | undefined): string {
  return environmentName === undefined || environmentName === DEFAULT_ENVIRONMENT_NAME
    ? ''
    : ` --environment-name ${environmentName}`;
}

/**
 * A command of this program for a hint that a person may paste. It names the environment that the hint is about, so that it
 * never runs in another one.
 *
 * @param words such as `deploy alb`
 */
export function printedCommand(words: string, environmentName?: string): string {
  return `npx interstella ${words}${environmentOption(environmentName)}`;
}

/**
 * `interstella hq …` for a hint that a person may paste, with the options that select the HQ. At a URL it needs
 * HQ_ADMIN_KEY.
 *
 * @param words such as `open team-7`
 */
export function printedHqCommand(words: string, { aws, environmentName, hqUrl }: HqTarget): string {
  const url = hqUrl === undefined ? '' : ` --hq-url ${hqUrl}`;
  return aws
    ? `${printedCommand(`hq ${words} --aws`, environmentName)}${url}`
    : `npx interstella hq ${words}${url}`;
}

/**
 * The same for the HQ that an environment uses: `--aws` for the HQ in its own account, whose admin key `--aws` finds, or
 * else its URL.
 */
export function printedCommandToHq(
  words: string,
  { url }: { readonly url: string },
  deployed: {
    readonly environmentName: string;
    readonly hq: { readonly outputs: Readonly<Record<string, string>> } | undefined;
  },
): string {
  const { environmentName, hq } = deployed;
  const isOfAccount = hq?.outputs.HqUrl === url;
  return printedHqCommand(words, isOfAccount ? { aws: true, environmentName } : { aws: false, hqUrl: url });
}
