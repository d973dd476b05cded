import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow, exactRole, type Grant } from '../iam/index.ts';
import { RETENTION } from '../log-retention.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface HqFunctionProps {
  readonly name: string;
  readonly description: string;
  /** What hq/lambda exports. */
  readonly handler: 'api' | 'tick';
  readonly timeoutS: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly mayDo: readonly Grant[];
}

/** A function that runs hq/, bundled by the esbuild of this workspace: no container, no download. */
export function hqFunction(scope: Construct, props: HqFunctionProps): Function {
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: props.name,
    retention: RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const lambda = new ServicePrincipal('lambda.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
  return new NodejsFunction(scope, 'Function', {
    functionName: props.name,
    description: props.description,
    entry: join(ROOT, 'hq', 'lambda', 'index.ts'),
    handler: props.handler,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(props.timeoutS),
    environment: props.environment,
    awsSdkConnectionReuse: false,
    logGroup,
    role: exactRole(scope, 'Role', lambda, props.description, [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
      ...props.mayDo,
    ]),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    bundling: {
      format: OutputFormat.CJS,
      target: 'node24',
      minify: true,
      // The SDK that the lock file names, not the one that the runtime happens to have.
      externalModules: [],
      logLevel: LogLevel.WARNING,
    },
  });
}
