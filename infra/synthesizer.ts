import { DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';

/** Without the rule about the bootstrap version, which is a template parameter; cdk deploy looks at the version itself. */
export function synthesizer(): IStackSynthesizer {
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}
