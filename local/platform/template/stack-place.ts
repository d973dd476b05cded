/** Where the stack is taken to be: what only a deployment knows of the values in a template. */
export interface StackPlace {
  readonly region: string;
  readonly accountId: string;
  /** `aws` but for some regions. */
  readonly partition: string;
  /** What stands for the load balancer's DNS name, with its port where that is not 80: `localhost:5000`. */
  readonly loadBalancerDnsName: string;
}
