import type { Command } from 'commander';
import type { DescribedParticipant, HqClient } from '@interstella/hq/client';
import { connectToHq } from '../headquarters/connect-to-hq.ts';
import { type HqOptions, onHq } from '../headquarters/hq-options.ts';
import { printedHqCommand } from '@interstella/terminal/printed-command.ts';
import { participantOption, rateOption, wholeNumberOption } from '@interstella/terminal/options.ts';
import { requireConsent } from '@interstella/terminal/confirm.ts';
import { say } from '@interstella/terminal/say.ts';
import { contextOption, methodOption } from '../options.ts';
import type { AllowAccountOptions } from './hq-allow-account.ts';
import { type KeepOldOption, keepOldOption, OVERLAP_MINUTES } from './keep-old-option.ts';

interface GeneratorOptions extends HqOptions {
  readonly rate?: number;
  readonly burst?: number;
  readonly count?: number;
  readonly pause?: true;
  readonly resume?: true;
}

interface ParticipantOptions extends HqOptions, AllowAccountOptions {
  readonly unattributedExpected?: true;
  readonly directExpected?: number;
  readonly deadLetterQueue?: string[];
  readonly account?: string;
}

/** `interstella hq …`: the commands of an instructor. */
export function addHq(hq: Command): void {
  const command = (nameAndArguments: string) => onHq(hq.command(nameAndArguments));

  addParticipantCommand(command('add-participant'));

  command('rotate-key <name>')
    .description('make a new API key')
    .addOption(keepOldOption('0'))
    .action(async (name: string, options: HqOptions & KeepOldOption) => {
      const hq = await connectToHq(options);
      const { apiKey } = await hq.rotateKey(name, OVERLAP_MINUTES[options.keepOld]);
      say(`API key of ${name} (shown this once, stored hashed): ${apiKey}`);
      say(
        options.keepOld === '0'
          ? 'The old key is refused.'
          : `The old key stays valid for ${options.keepOld}.`,
      );
    });

  command('participants')
    .description('list the participants, with the ends of their API keys and when those were last used')
    .action(async (options: HqOptions) => {
      for (const participant of await (await connectToHq(options)).participants())
        say(described(participant));
    });

  command('open <name>')
    .description('begin to owe a participant every order that is published')
    .action(async (name: string, options: HqOptions) => {
      await (await connectToHq(options)).open(name);
      say(`${name} is open.`);
    });

  command('close <name>')
    .description('owe a participant no further orders')
    .action(async (name: string, options: HqOptions) => {
      await (await connectToHq(options)).close(name);
      say(`${name} is closed. Orders published until now are still owed.`);
    });

  command('acknowledge <name> <reason>')
    .description('say that what is red with a participant was looked into; the reason is kept and shown')
    .action(async (name: string, reason: string, options: HqOptions) => {
      await (await connectToHq(options)).acknowledge(name, reason);
      say(`What is red with ${name} until now is acknowledged.`);
    });

  command('new-round <name>')
    .description('count a participant anew from now on')
    .action(async (name: string, options: HqOptions) => {
      await (await connectToHq(options)).beginRound(name);
      say(`${name} begins a new round. Orders published until now are not owed any more.`);
    });

  command('remove-participant <name>')
    .description('remove a participant, its key and what is counted of it')
    .action(async (name: string, options: HqOptions) => {
      await (await connectToHq(options)).removeParticipant(name);
      say(`${name} is removed.`);
    });

  command('dead-letter-queues <name> <url...>')
    .description('say where deliveries go that a participant did not take, so that they do not count as lost')
    .action(async (name: string, urls: string[], options: HqOptions) => {
      await (await connectToHq(options)).setDeadLetterQueues(name, urls);
      say(`${name} has ${urls.length} dead-letter ${urls.length === 1 ? 'queue' : 'queues'}.`);
    });

  command('republish')
    .description('publish every open order again; what was fulfilled meanwhile is absorbed')
    .action(async (options: HqOptions) => {
      const { count, expired } = await (await connectToHq(options)).republish();
      say(`${count} open ${count === 1 ? 'order' : 'orders'} published again.`);
      if (expired > 0) say(`${expired} cannot be: HQ keeps records for so long, and theirs have expired.`);
    });

  command('generator')
    .description('show the order generator, or change it')
    .option('--rate <n>', 'orders per second, at most 1000', rateOption)
    .option('--burst <n>', 'orders made at once', wholeNumberOption)
    .option('--count <n>', 'stop after so many orders', wholeNumberOption)
    .option('--pause', 'make no orders')
    .option('--resume', 'make orders again')
    .action(async (options: GeneratorOptions) => {
      await generator(await connectToHq(options), options);
    });
}

function addParticipantCommand(command: Command): void {
  command
    .description('add a participant; prints the API key, once')
    .argument('<name>', 'such as team-7', participantOption)
    .option('--unattributed-expected', 'for services that send no order ids: their claims are then no alarm')
    .option(
      '--direct-expected <n>',
      'so many direct orders are no alarm; any number without',
      wholeNumberOption,
    )
    .option('--dead-letter-queue <url...>', 'where deliveries go that the participant did not take')
    .option('--account <id>', 'let this AWS account subscribe to the topics, in their region; implies --aws')
    .option('--yes', 'with --account: deploy HQ without asking', false)
    .addOption(contextOption('with --account: of the CDK app, as HQ was deployed'))
    .addOption(methodOption('with --account: how cdk deploy changes the stack'))
    .action(addParticipant);
}

async function addParticipant(name: string, given: ParticipantOptions): Promise<void> {
  const { account } = given;
  // An account exists only on AWS.
  const options = account === undefined ? given : { ...given, aws: true };
  if (account !== undefined) requireConsent(options.yes);
  const hq = await connectToHq(options);
  const known = account !== undefined && (await hq.participants()).some((one) => one.name === name);
  if (account !== undefined) {
    const { allowAccount } = await import('./hq-allow-account.ts');
    const hint = await allowAccount(account, options);
    if (hint === undefined) {
      process.exitCode = 1;
      return;
    }
    say(hint);
  }
  if (known) {
    say(
      `${name} takes part already. Its key stays; another one is made by \`${printedHqCommand(`rotate-key ${name}`, options)}\`.`,
    );
    return;
  }
  const { apiKey } = await hq.addParticipant({
    name,
    unattributedExpected: options.unattributedExpected === true,
    ...(options.directExpected !== undefined && { directExpected: options.directExpected }),
    deadLetterQueueUrls: options.deadLetterQueue ?? [],
  });
  say(`API key of ${name} (shown this once, stored hashed): ${apiKey}`);
  say(`Orders are owed from \`${printedHqCommand(`open ${name}`, options)}\` on.`);
}

/** `team-7: open; key …x1Yz, made 2026-11-28T…, last used never` */
function described({ name, open, keys }: DescribedParticipant): string {
  const parts = keys.map(({ end, createdAt, validUntil, usedAt }) => {
    const until = validUntil === null ? '' : `, valid until ${validUntil}`;
    return `key …${end}, made ${createdAt}, last used ${usedAt ?? 'never'}${until}`;
  });
  return [`${name}: ${open ? 'open' : 'closed'}`, ...parts].join('; ');
}

async function generator(
  hq: HqClient,
  { rate, burst, count, pause, resume }: GeneratorOptions,
): Promise<void> {
  const paused = pause ? { paused: true } : resume ? { paused: false } : {};
  const change = {
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    ...(count === undefined ? {} : { count }),
    ...paused,
  };
  const status = Object.keys(change).length > 0 ? await hq.setGenerator(change) : await hq.generator();
  say(
    `${status.state} rate ${status.rate}/s, burst ${status.burst}, made ${status.made}, backlog ${status.backlog}`,
  );
}
