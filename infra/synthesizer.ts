import { DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';

/** Leaves out the bootstrap version rule, which adds a template parameter. `cdk deploy` checks the version itself. */
export function synthesizer(): IStackSynthesizer {
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}
