import { type Stage, STAGES } from '@interstella/infra/stages';
import { neighboursOf } from '@interstella/migration/gate/way.ts';

/** The stages that run on this machine, in order, and where a kit is: for `interstella stage` without a name. */
export function stageListText(here: string | undefined): string {
  const stages = STAGES.filter(({ stack }) => stack !== 'InterstellaHq');
  const width = Math.max(...stages.map(({ name }) => name.length));
  const current = stages.find(({ name }) => name === here);
  return [
    ...stages.map((stage) => {
      const mark = stage.name === here ? '→' : ' ';
      const place = stage.name === here ? ' (you are here)' : '';
      return `${mark} ${stage.name.padEnd(width)}  lab ${stage.lab}: ${stage.brings}${place}`;
    }),
    ...(current ? waysFrom(current) : ['Nothing runs here. Start it with `npm start`.']),
  ].join('\n');
}

/** Where one can go from a stage. */
export function waysFrom(stage: Stage): readonly string[] {
  const { next, previous } = neighboursOf(stage);
  // Of a task that no service keeps running, nothing runs until a person says so.
  const isByHand = stage.tasks.some(({ runBy }) => runBy === 'run-task');
  const ways = [
    ...(isByHand ? ['  npx interstella run-task  (runs the monolith by itself)'] : []),
    ...(next ? [`  npx interstella stage ${next.name}  (${next.brings})`] : []),
    ...(previous ? [`  npx interstella stage ${previous.name}  (back)`] : []),
  ];
  return ways.length === 0 ? [] : ['Next:', ...ways];
}
