import type { Deployment } from '../deployment/index.ts';
import type { ChangeEvent, ChangeResult } from '../events.ts';
import { type Images, Platform } from '../platform.ts';
import { RecordedActions } from './recorded-actions.ts';

/** A platform that does nothing but write down what it would do. */
export class PlatformWorld {
  readonly actions = new RecordedActions();
  readonly images: Images = { catalogue: {} };
  readonly platform: Platform;
  /** Of the changes since the last that was given. */
  events: ChangeEvent[] = [];

  constructor() {
    let now = 0;
    const { images, actions } = this;
    this.platform = new Platform({ actions, images, now: () => new Date((now += 1_000)) });
  }

  deploy(deployment: Deployment, plannedAt?: number): Promise<ChangeResult> {
    const catalogue = { [deployment.stage]: { entry: '', env: {} } };
    const wanted = { template: deployment.stage, deployment, catalogue };
    return this.platform.deploy(wanted, (event) => this.events.push(event), plannedAt);
  }

  /** Deploys and forgets how. */
  async given(deployment: Deployment): Promise<void> {
    await this.deploy(deployment);
    this.actions.take();
    this.events = [];
  }
}
