import { URL } from 'node:url';

/**
 * Settings of npm, from its files or the environment, that can keep it from a package of the lock file, and what each
 * says. None is overridden: such a setting is a company's or a person's own rule.
 *
 * @type {Readonly<Record<string, (value: string) => string>>}
 * @see https://docs.npmjs.com/cli/v11/using-npm/config
 */
export const HINDRANCES = {
  'min-release-age': (days) =>
    `npm takes no version that is younger than ${days} days (its setting min-release-age), and the lock file may name younger ones. If your rules allow it, set npm_config_min_release_age=0 for this command.`,
  before: (date) =>
    `npm takes no version from after ${date} (its setting before), and the lock file may name newer ones. If your rules allow it, unset it for this command.`,
  offline: () =>
    'npm may not use the network (its setting offline). Set npm_config_offline=false for this command.',
  // The host alone: the address may have a password in it.
  registry: (url) => {
    const host = URL.canParse(url) ? new URL(url).host : 'an address that is none';
    return `npm asks the registry at ${host} (its setting registry), which may not have every package of the lock file.`;
  },
};

/**
 * @param {string} settings what `npm config get` says of those settings: a line `name=value` each
 * @returns {string[]} a sentence for each that is in force
 */
export function hindrancesIn(settings) {
  return settings.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^([a-z-]+)=(.+)$/.exec(line) ?? [];
    // A setting that this npm does not know is undefined.
    if (!Object.hasOwn(HINDRANCES, name) || ['null', 'undefined', 'false', '0'].includes(value)) return [];
    return HINDRANCES[name]?.(value) ?? [];
  });
}
