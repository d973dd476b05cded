import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow, exactRole, type Grant } from '../iam/index.ts';
import { RETENTION } from '../log-retention.ts';
import { hqCode } from './hq-code.ts';

/** The settings that all functions share. */
export interface SharedFunctionProps {
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
}

export interface HqFunctionProps extends SharedFunctionProps {
  readonly name: string;
  readonly description: string;
  /** The name of an export of hq/lambda. */
  readonly handler: 'api' | 'close' | 'tick';
  readonly timeoutS: number;
  /** In MiB; Lambda gives processor time in proportion. @default 512 */
  readonly memoryMb?: number;
}

/** A function that runs hq/. */
export function hqFunction(scope: Construct, props: HqFunctionProps): Function {
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: props.name,
    retention: RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const lambda = new ServicePrincipal('lambda.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
  return new Function(scope, 'Function', {
    functionName: props.name,
    description: props.description,
    code: hqCode(),
    handler: `index.${props.handler}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMb ?? 512,
    timeout: Duration.seconds(props.timeoutS),
    environment: props.environment,
    logGroup,
    role: exactRole(scope, 'Role', lambda, props.description, [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
      ...props.grants,
    ]),
  });
}
