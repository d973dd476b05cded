import { App, type AppProps } from 'aws-cdk-lib';
import { InterstellaHqStack } from './headquarters/interstella-hq-stack.ts';
import { InterstellaStack } from './interstella/interstella-stack.ts';
import { readSettings } from './settings/index.ts';

const STACKS = { Interstella: InterstellaStack, InterstellaHq: InterstellaHqStack };

/**
 * Builds the CDK app with exactly one stack, that of the stage. Without a stage the app is empty, and every cdk command
 * fails, including `cdk bootstrap`.
 *
 * @param region where the stack will be deployed, if known
 * @throws SettingsError
 */
export function buildApp(props: AppProps = {}, region?: string): App {
  const app = new App({
    analyticsReporting: false,
    // Left out, since it takes three seconds per synth. The tests do it for every stage.
    builtinCloudFormationValidation: false,
    ...props,
  });
  const settings = readSettings(app.node.getAllContext() as Record<string, unknown>, region);
  const { stage } = settings;
  if (stage) new STACKS[stage.stack](app, settings, stage);
  return app;
}
