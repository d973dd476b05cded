import type { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { onHq } from '../headquarters/hq-options.ts';
import { checksFor } from '@interstella/rehearsal/smoke/checks.ts';
import { findPlace, type PlaceOptions } from '../smoke/find-place.ts';
import { allWell, isSilent, resultText, runChecks } from '@interstella/rehearsal/smoke/smoke-test.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';

interface SmokeOptions extends PlaceOptions {
  readonly json: boolean;
}

export function addSmoke(command: Command): void {
  onHq(command)
    .option('--url <url>', 'of the load balancer, instead of that of the stage')
    .option('--stage <name>', 'what should be there, where nothing tells')
    .option('--participant <name>', "which participant of HQ's gets the order, where there are several")
    .addOption(jsonOption())
    .action(async (options: SmokeOptions) => {
      process.exitCode = await smoke(options);
    });
}

/**
 * `interstella smoke`: tests whether the deployed services, here or on AWS, do what their stage says. Resolves with the exit
 * code: 1 if a check failed.
 *
 * @throws UsageError
 */
async function smoke(options: SmokeOptions): Promise<number> {
  const place = await findPlace(options);
  const { url, stage } = place;
  const results = await runChecks(checksFor(place), (result) => {
    if (!options.json) say(resultText(result));
  });
  const well = allWell(results);
  if (options.json) {
    sayJson({ url, stage: stage?.name ?? null, well, checks: results });
  } else {
    if (isSilent(results))
      say(`Nothing listens at ${url}. Start the kit with \`npm start\`, or say where to test with --url.`);
    else if (!stage)
      say('        Which stage is this? With --stage NAME its services and rules are checked, too.');
    say(`${well ? 'All well' : 'Not well'} at ${url}${stage ? `, stage ${stage.name}` : ''}`);
  }
  return well ? 0 : 1;
}
