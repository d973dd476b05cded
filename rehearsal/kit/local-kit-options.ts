import type { Stage } from '@interstella/infra/stages';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import type { Context } from '@interstella/migration/assembly/local-template.ts';

/** What a person may choose about the kit. */
export interface LocalKitOptions {
  readonly stage: Stage;
  /** Of the CDK app. */
  readonly context: Context;
  /** Of the load balancer. 0 for any. */
  readonly port: number;
  readonly endpointPort: number;
  readonly hqPort: number;
  /** Orders per second. */
  readonly rate: number;
  /** Keeps the ledger on disk, there; in memory otherwise. */
  readonly dataFolder: string | undefined;
  /** Direct orders need the service key, as the template has it. */
  readonly secure: boolean;
  /** Tasks are containers of the real images, through Docker. @default false */
  readonly containers?: boolean;
  /** What runs for each image. @default what was built here */
  readonly catalogue?: ImageCatalogue;
  /** After so many milliseconds an open order is overdue. @default what the delivery policy may take */
  readonly retryWindowMs?: number;
}
