/** The oldest Node that everything here runs on, as in `engines` of package.json. */
const MINIMUM = [20, 19];

/**
 * Ends the process with a sentence on a Node that is too old. Comes first, and imports nothing, since an old Node fails
 * on other modules before any line of them has run.
 *
 * @param {string} version like `20.19.0`
 */
export function assertNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(
    `Interstella needs Node ${MINIMUM.join('.')} or newer; this is ${version}. Install a newer Node and try again.`,
  );
  process.exit(1);
}
