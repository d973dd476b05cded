import { App, type AppProps } from 'aws-cdk-lib';
import { InterstellaHqStack } from './headquarters/interstella-hq-stack.ts';
import { InterstellaStack } from './interstella/interstella-stack.ts';
import { readSettings } from './settings/index.ts';

const STACKS = { Interstella: InterstellaStack, InterstellaHq: InterstellaHqStack };

/**
 * The CDK app: exactly one stack, that of the stage. Without a stage there is none, and cdk fails for want of one,
 * `cdk bootstrap` too.
 *
 * @param region where it will be deployed, if that is known
 * @throws SettingsError
 */
export function buildApp(props: AppProps = {}, region?: string): App {
  const app = new App({
    analyticsReporting: false,
    // Three seconds of every synth; the tests do it, for every stage.
    builtinCloudFormationValidation: false,
    ...props,
  });
  const settings = readSettings(app.node.getAllContext() as Record<string, unknown>, region);
  const { stage } = settings;
  if (stage) new STACKS[stage.stack](app, settings, stage);
  return app;
}
