import { App, type AppProps } from 'aws-cdk-lib';
import { InterstellaStack } from './interstella/interstella-stack.ts';
import { readSettings } from './settings/index.ts';

/**
 * The CDK app: exactly one stack, that of the stage; none where no stage is chosen, as in `cdk bootstrap`.
 *
 * @param region where it will be deployed, if that is known
 * @throws SettingsError
 */
export function buildApp(props: AppProps = {}, region?: string): App {
  const app = new App({ analyticsReporting: false, ...props });
  const settings = readSettings(app.node.getAllContext() as Record<string, unknown>, region);
  if (settings.stage) new InterstellaStack(app, settings, settings.stage);
  return app;
}
