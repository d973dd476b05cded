import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';

const ROOT = join(import.meta.dirname, '..', '..');

/** hq/lambda in one file, `index.mjs`. */
export function hqCode(): AssetCode {
  return Code.fromAsset(join(ROOT, 'hq'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the CDK. Not used, since the local bundling below succeeds or throws.
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

/**
 * Runs esbuild in a child process, since the CDK is synchronous and esbuild's synchronous API supports no plugins.
 *
 * @throws Error after esbuild has named every error with its file and line
 */
function bundleInto(outdir: string): void {
  const program = join(ROOT, 'scripts', 'bundle-lambda.mjs');
  execFileSync(process.execPath, [program, outdir], { stdio: ['ignore', 'ignore', 'inherit'] });
}
