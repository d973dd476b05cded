import { SERVICES } from '@interstella/infra/stages';
import { homedir } from 'node:os';
import { kitFolder, ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { grouped } from '../grouped.ts';
import { rateText } from '../rate-text.ts';
import type { MigrationResult } from '../result.ts';
import { chart } from './chart.ts';
import { type Content, markup, Markup } from './markup.ts';
import { proof } from './proof.ts';
import { clock } from './scale.ts';
import { serviceClass } from './shares-panel.ts';
import { stageTable } from './stage-table.ts';
import { STYLE } from './style.ts';

/** This machine's, and what stands for them in a page that is given to others. */
const FOLDERS: readonly (readonly [string, string])[] = [
  [kitFolder(), '.interstella'],
  [ROOT, '.'],
  [homedir(), '~'],
];

/**
 * The report of a migration as one HTML page that loads nothing and runs nothing.
 *
 * @param folders what messages may name that is nobody else's business, and what to write instead
 */
export function htmlReport(result: MigrationResult, folders = FOLDERS): string {
  const heading = result.ok ? 'Every order is accounted for' : 'The migration does not hold';
  const page = String(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${heading} – Interstella migration</title>
<style>${new Markup(STYLE)}</style>
</head>
<body><main>
<header><p class="kicker">Interstella · a rehearsed migration</p>
<h1>${heading}</h1>
<p><span class="verdict ${result.ok ? 'good' : 'bad'}">${result.ok ? 'green' : 'red'}</span> <span class="soft">${summary(result)}</span></p>
${result.reasons.map((reason) => markup`<p class="bad">${reason}</p>`)}
<p class="soft">Interstella HQ publishes the orders and keeps a ledger of who fulfilled what. ${SERVICES.map(({ name }) => name).join(', ')} are the services that fulfil them. An attempt that the ledger has already is a repeat: it is absorbed, and produces nothing.</p>
</header>
${figures(result)}
${figure(result)}
${proof(result)}
<section aria-labelledby="stages"><h2 id="stages">Stage by stage</h2>
<p class="soft">An order counts in the stage in whose turn it was published; repeats count where the order does. Latency is from its publishing to its last resource.</p>
${stageTable(result)}</section>
${scenarios(result)}
<footer>Made by <code>npm run migrate</code>: every stage ran from the template that <code>cdk deploy</code> would send.</footer>
</main></body></html>
`);
  return folders
    .filter(([folder]) => folder !== '/')
    .reduce((text, [folder, short]) => text.replaceAll(String(markup`${folder}/`), `${short}/`), page);
}

function summary(result: MigrationResult): string {
  const { turns, tasks, startedAt, endedAt } = result;
  const path = turns.map(({ stage }) => stage).join(' → ');
  const date = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${path}, with tasks as ${tasks}, at ${rateText(result)}, in ${clock((endedAt - startedAt) / 1_000)} minutes, on ${date} UTC.`;
}

function figures({ comparison, report, totals, failedRequests }: MigrationResult): Markup {
  const { count, unexcused } = failedRequests;
  const madeGood = count > 0 && unexcused === 0 && comparison.notComplete.count === 0;
  const of = (label: string, value: Content, bad = false) =>
    markup`<div><dt>${label}</dt><dd${bad ? markup` class="bad"` : ''}>${value}</dd></div>
`;
  return markup`<dl class="figures">
${of('orders published', grouped(comparison.published))}
${of('complete', grouped(comparison.complete), comparison.complete < comparison.published)}
${of('lost', grouped(report.lost), report.lost > 0)}
${of('made twice', grouped(report.unattributed), report.unattributed > 0)}
${of('repeats absorbed', grouped(totals.duplicatesAbsorbed))}
${of(`failed requests${madeGood ? ', each made good by a retry' : ''}`, grouped(totals.failedRequests), failedRequests.unexcused > 0)}
${of('p99 latency', totals.latencyMs ? `${grouped(Math.round(totals.latencyMs.p99))} ms` : '–')}
</dl>`;
}

function figure(result: MigrationResult): Markup {
  const key = (name: string, kind: string) => markup`<li><i class="${kind}"></i>${name}</li>
`;
  const faults = result.faults.map(
    ({ what }) => markup`<li>${what}</li>
`,
  );
  return markup`<figure><figcaption><h2>Who fulfilled each resource</h2>
<ul class="legend">
${SERVICES.map(({ name }) => key(name, serviceClass(name)))}
${key('a step being made', 'switching')}
${key('repeats absorbed', 'duplicates')}
${key('failed requests', 'failures')}
</ul>
<p class="soft">A gap in an area is time in which nobody fulfilled that resource.</p></figcaption>
${chart(result, { width: 1072, id: 'wide' })}
${chart(result, { width: 400, id: 'narrow' })}
${faults.length > 0 ? markup`<ol class="faults" aria-label="Faults injected">${faults}</ol>` : ''}
</figure>`;
}

function scenarios({ scenarios: all }: MigrationResult): Content {
  if (all.length === 0) return '';
  const rows = all.map(
    ({
      name,
      expected,
      seen,
      ok,
    }) => markup`<tr><td class="text">${name}</td><td class="text">${expected}</td><td class="text">${seen}</td><td>${ok ? 'yes' : markup`<span class="bad">no</span>`}</td></tr>
`,
  );
  return markup`<section aria-labelledby="faults"><h2 id="faults">Rehearsed failures</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of the rehearsed failures"><table>
<thead><tr><th scope="col">what was done</th><th scope="col" class="text">expected</th><th scope="col" class="text">seen</th><th scope="col">as expected</th></tr></thead>
<tbody>
${rows}</tbody></table></div></section>`;
}
