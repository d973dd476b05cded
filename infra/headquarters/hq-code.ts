import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const HQ = join(import.meta.dirname, '..', '..', 'hq');

/** hq/lambda in one file, `index.js`, bundled by the esbuild of this workspace: no npm, no container, no download. */
export function hqCode(): AssetCode {
  return Code.fromAsset(HQ, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for, and never used: the bundling below is never impossible, it succeeds or throws.
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle: (outdir) => {
          bundleInto(outdir);
          return true;
        },
      },
    },
  });
}

/** @throws esbuild's BuildFailure, whose message names every error with its file and line */
function bundleInto(outdir: string): void {
  buildSync({
    entryPoints: [join(HQ, 'lambda', 'index.ts')],
    outdir,
    // With the SDK that the lock file names, not the one that the runtime happens to have.
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    logLevel: 'warning',
  });
}
