/** Which packages the lock file asks for, and which of them npm has installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Package as a lock file of npm has it
 * @property {string} [version]
 * @property {string} [resolved] the folder of one of our rooms, relative to the root
 * @property {boolean} [link] one of our rooms
 * @property {boolean} [dev] needed by devDependencies alone
 * @property {boolean} [devOptional] and by optional ones of others
 * @property {boolean} [optional]
 * @property {boolean} [inBundle] inside another package
 * @property {string[]} [os] that it is for; all without
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */
/** @typedef {Record<string, Package>} Packages by path from the root */

/** npm lists here what it has installed, once it is done; `npm ci` deletes it first. */
export const INSTALLED = join('node_modules', '.package-lock.json');

/**
 * @param {string} root of the workspace
 * @param {{ dev: boolean }} which whether those of devDependencies are needed, too
 * @returns {string[]} the paths of the packages that are not there, or in another version than that of the lock file
 */
export function missingPackages(root, { dev }) {
  const installed = installedPackages(root) ?? {};
  return Object.entries(readLock(join(root, 'package-lock.json')))
    .filter(([path, one]) => path.includes('node_modules/') && !one.inBundle && isForHere(one))
    .filter(([, one]) => dev || !(one.dev === true || one.devOptional === true))
    .filter(([path, one]) => !isSame(one, installed[path]))
    .map(([path]) => path);
}

/** @param {string} root @returns {Packages | undefined} undefined if npm has not come to its end */
export function installedPackages(root) {
  try {
    return readLock(join(root, INSTALLED));
  } catch {
    return undefined;
  }
}

/** @param {string} file @returns {Packages} */
function readLock(file) {
  const { packages = {} } = /** @type {{ packages?: Packages }} */ (JSON.parse(readFileSync(file, 'utf8')));
  return packages;
}

/**
 * Of the optional packages those count that name this system. Of those for one C library npm chooses by itself.
 *
 * @param {Package} one
 */
function isForHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return (
    libc === undefined && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true
  );
}

/** @param {Package} wanted @param {Package | undefined} there */
function isSame(wanted, there) {
  return wanted.link ? there?.resolved === wanted.resolved : there?.version === wanted.version;
}
