import type { Command } from 'commander';
import type { HqClient } from '@interstella/hq/client';
import { rateOption, wholeNumberOption } from '../terminal/options.ts';

interface GeneratorOptions {
  readonly rate?: number;
  readonly burst?: number;
  readonly count?: number;
  readonly pause?: true;
  readonly resume?: true;
}

/** `interstella hq …`: what an instructor does at Interstella HQ. */
export function addHqCommands(program: Command, connect: () => Promise<HqClient>): void {
  const hq = program
    .command('hq')
    .description('instruct Interstella HQ: participants and the order generator');

  hq.command('add-participant <name>')
    .description('add a participant; prints the API key, once')
    .option('--unattributed-expected', 'for services that send no order ids: their claims are then no alarm')
    .option('--dead-letter-queue <url...>', 'where deliveries go that the participant did not take')
    .action(async (name: string, options: { unattributedExpected?: true; deadLetterQueue?: string[] }) => {
      const { apiKey } = await (
        await connect()
      ).addParticipant({
        name,
        unattributedExpected: options.unattributedExpected === true,
        deadLetterQueueUrls: options.deadLetterQueue ?? [],
      });
      say(`API key of ${name} (shown this once, stored hashed): ${apiKey}`);
      say(`Orders are owed from \`interstella hq open ${name}\` on.`);
    });

  hq.command('rotate-key <name>')
    .description('make a new API key; the old one is refused from now on')
    .action(async (name: string) => {
      const { apiKey } = await (await connect()).rotateKey(name);
      say(`API key of ${name} (shown this once, stored hashed): ${apiKey}`);
    });

  hq.command('open <name>')
    .description('begin to owe a participant every order that is published')
    .action(async (name: string) => {
      await (await connect()).open(name);
      say(`${name} is open.`);
    });

  hq.command('close <name>')
    .description('owe a participant no further orders')
    .action(async (name: string) => {
      await (await connect()).close(name);
      say(`${name} is closed. Orders published until now are still owed.`);
    });

  hq.command('dead-letter-queues <name> <url...>')
    .description('say where deliveries go that a participant did not take, so that they do not count as lost')
    .action(async (name: string, urls: string[]) => {
      await (await connect()).setDeadLetterQueues(name, urls);
      say(`${name} has ${urls.length} dead-letter ${urls.length === 1 ? 'queue' : 'queues'}.`);
    });

  hq.command('republish')
    .description('publish every open order again; what was fulfilled meanwhile is absorbed')
    .action(async () => {
      const { count } = await (await connect()).republish();
      say(`${count} open orders published again.`);
    });

  hq.command('generator')
    .description('show the order generator, or change it')
    .option('--rate <n>', 'orders per second, at most 1000', rateOption)
    .option('--burst <n>', 'orders made at once', wholeNumberOption)
    .option('--count <n>', 'stop after so many orders', wholeNumberOption)
    .option('--pause', 'make no orders')
    .option('--resume', 'make orders again')
    .action(async ({ pause, resume, ...settings }: GeneratorOptions) => {
      const client = await connect();
      const paused = pause ? { paused: true } : resume ? { paused: false } : {};
      const change = { ...settings, ...paused };
      const status =
        Object.keys(change).length > 0 ? await client.setGenerator(change) : await client.generator();
      say(
        `${status.state} rate ${status.rate}/s, burst ${status.burst}, made ${status.made}, backlog ${status.backlog}`,
      );
    });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
