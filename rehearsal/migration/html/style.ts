/** Colours of the services, the monolith first; there are more than today's resources need. */
const SERVICES = {
  light: ['#56657a', '#5b5bd6', '#e07a1f', '#0f9d8a', '#c2408f'],
  dark: ['#8291a6', '#8b8bf5', '#f0964a', '#2fc4ae', '#e070b4'],
};

const variables = (colors: readonly string[]) =>
  colors.map((color, index) => `--service-${index}: ${color};`).join(' ');

/** The page's own style: nothing is loaded from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f7f7f5; --card: #fff; --ink: #191d23; --soft: #5a6572; --line: #e2e5e9;
  --band: #eef0f3; --switching: #f7e3b4; --good: #14764a; --good-soft: #e3f4ea; --bad: #c2202f; --bad-soft: #fde8e8;
  --repeat: #1f9bd1; ${variables(SERVICES.light)} }
@media (prefers-color-scheme: dark) {
  :root { --page: #0e1116; --card: #161b22; --ink: #e7ebf0; --soft: #98a4b3; --line: #2b323c; --band: #1c222b;
    --switching: #4d4021; --good: #56d29a; --good-soft: #12301f; --bad: #ff7b86; --bad-soft: #3a161b; --repeat: #4cc3f0;
    ${variables(SERVICES.dark)} }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto,
  'Liberation Sans', sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1240px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: clamp(1.6rem, 5vw, 2.5rem); line-height: 1.15; margin: 6px 0 10px; letter-spacing: -0.02em; text-wrap: balance; }
header p { max-width: none; }
h2 { font-size: 1.15rem; margin: 0 0 6px; letter-spacing: -0.01em; }
p { margin: 0 0 10px; max-width: 74ch; }
.kicker { color: var(--soft); font-size: .85rem; margin: 0; }
.verdict { display: inline-block; font-weight: 650; font-size: .85rem; border-radius: 99px; padding: 3px 12px; }
.verdict.good { color: var(--good); background: var(--good-soft); }
.verdict.bad { color: var(--bad); background: var(--bad-soft); }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
section, figure { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 22px 24px; margin: 20px 0 0; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); background: var(--card);
  border: 1px solid var(--line); border-radius: 14px; overflow: hidden; margin: 26px 0 0; }
dl.figures div { box-shadow: 0 0 0 .5px var(--line); padding: 14px 18px; display: flex; flex-direction: column-reverse; }
dl.figures dt { color: var(--soft); font-size: .82rem; line-height: 1.3; }
dl.figures dd { margin: 0; white-space: nowrap; font-size: 1.55rem; font-weight: 620; letter-spacing: -0.02em; line-height: 1.3; }
figcaption { margin-bottom: 14px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 8px 0 0; list-style: none; font-size: .86rem; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
svg.narrow { display: none; }
svg text { fill: var(--ink); }
svg .tick { fill: var(--soft); font-size: 11px; }
svg .panel { fill: var(--soft); font-size: 12px; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
svg .panel .name { fill: var(--ink); font-weight: 650; font-size: 13px; }
svg .stage { font-size: 11.5px; font-weight: 600; }
svg .grid { stroke: var(--ink); stroke-opacity: .1; }
svg .axis { stroke: var(--soft); }
svg .band.even { fill: var(--band); }
svg .band.odd { fill: transparent; }
svg .switching, .legend .switching { fill: var(--switching); background: var(--switching); }
svg .area { stroke: var(--card); stroke-width: .6; }
svg .duplicates, .legend .duplicates { fill: var(--repeat); background: var(--repeat); }
svg .failures, .legend .failures { fill: var(--bad); background: var(--bad); }
svg .fault rect { fill: var(--bad); }
svg .fault .while { opacity: .07; }
svg .fault circle { fill: var(--bad); }
svg .fault text { fill: var(--card); font-size: 11px; font-weight: 700; }
${SERVICES.light.map((_, index) => `.service-${index} { fill: var(--service-${index}); background: var(--service-${index}); }`).join('\n')}
.faults { columns: 2 260px; margin: 12px 0 0; padding-left: 22px; font-size: .86rem; }
.faults li::marker { color: var(--bad); font-weight: 700; }
.scroll { overflow-x: auto; margin: 10px -24px -8px; padding: 0 24px 8px; }
table { border-collapse: collapse; width: 100%; font-size: .8rem; }
th, td { padding: 7px 5px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { color: var(--soft); font-weight: 550; vertical-align: bottom; line-height: 1.25; }
th:first-child, .text { text-align: left; }
thead th { white-space: normal; min-width: 5ch; }
td.text { white-space: normal; min-width: 14ch; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 650; }
ul.checks { list-style: none; padding: 0; margin: 8px 0 0; }
ul.checks li { padding-left: 26px; position: relative; margin-bottom: 6px; max-width: 78ch; }
ul.checks li::before { content: '✓'; color: var(--good); font-weight: 700; position: absolute; left: 4px; }
ul.checks li.no::before { content: '✗'; color: var(--bad); }
code { font: .88em ui-monospace, SFMono-Regular, Menlo, 'Liberation Mono', monospace; }
footer { color: var(--soft); font-size: .84rem; margin-top: 26px; }
@media (max-width: 640px) {
  main { padding: 24px 14px 40px; }
  section, figure { padding: 18px 16px; border-radius: 12px; }
  .scroll { margin: 10px -16px -8px; padding: 0 16px 8px; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
}
@media print { body { background: #fff; } section, figure, dl.figures { break-inside: avoid; } }
`;
