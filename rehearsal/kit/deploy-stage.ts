import { KitError } from '@interstella/local/programs';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import type { PlatformClient } from '@interstella/local/platform';
import type { Template } from '@interstella/local/platform/template';

/**
 * Deploys the first stage of a kit.
 *
 * @param onLine told in one line what it is at
 * @throws KitError with why it did not come up
 */
export async function deployStage(
  platform: PlatformClient,
  template: Template,
  catalogue: ImageCatalogue,
  onLine: (line: string) => void,
): Promise<void> {
  const titles = new Map<string, string>();
  const result = await platform.deploy(template, catalogue, (event) => {
    if (event.event === 'plan') for (const { id, title } of event.steps) titles.set(id, title);
    else if (event.event === 'begin') onLine(titles.get(event.step) ?? event.step);
    else if (event.event === 'note') onLine(event.text);
  });
  if (result.outcome !== 'done') throw new KitError(result.reason ?? 'The stage did not come up.');
}
