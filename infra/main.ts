/** The program that cdk.json names: synthesizes the stage that `-c stage=NAME` chooses. */
import { buildApp } from './build-app.ts';
import { SettingsError, stageList } from './settings/index.ts';

try {
  const app = buildApp({}, process.env.CDK_DEFAULT_REGION);
  if (app.node.tryGetContext('stage') === undefined) {
    process.stderr.write(
      `No stage is chosen. Choose one with -c stage=NAME (for cdk bootstrap, any of them):\n${stageList()}\n`,
    );
  }
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
