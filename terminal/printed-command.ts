import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';

/** Which Interstella HQ a command speaks to, as its options say it; without any of them the one that runs here. */
export interface HqMeant {
  readonly aws: boolean;
  readonly environmentName?: string | undefined;
  readonly hqUrl?: string | undefined;
}

/** Which environment, unless it is the one that cdk.json and the kit mean; with a space before it. */
export function environmentOption(environmentName: string | undefined): string {
  return environmentName === undefined || environmentName === DEFAULT_ENVIRONMENT_NAME
    ? ''
    : ` --environment-name ${environmentName}`;
}

/**
 * A command of this program as a person is told to type it: for the environment that they work in. Every hint is made
 * here, so that what is pasted never means another environment than what it was said about.
 *
 * @param words as in `deploy alb`
 */
export function printedCommand(words: string, environmentName?: string): string {
  return `npx interstella ${words}${environmentOption(environmentName)}`;
}

/**
 * `interstella hq …` as a person is told to type it: to the HQ that is spoken of. At a URL it needs HQ_ADMIN_KEY.
 *
 * @param words as in `open team-7`
 */
export function printedHqCommand(words: string, { aws, environmentName, hqUrl }: HqMeant): string {
  const url = hqUrl === undefined ? '' : ` --hq-url ${hqUrl}`;
  return aws
    ? `${printedCommand(`hq ${words} --aws`, environmentName)}${url}`
    : `npx interstella hq ${words}${url}`;
}

/**
 * The same for an HQ that an environment was found to belong to: that of the account, which `--aws` finds with its admin
 * key, or another one at its URL.
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
