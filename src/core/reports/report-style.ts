import { type BasePalette, DARK_PALETTE, PAPER_PALETTE } from './plots/plot.ts';

const variables = ({ ink, faint, grid, paper, runs }: BasePalette): string =>
  [
    `--ink: ${ink}`,
    `--faint: ${faint}`,
    `--grid: ${grid}`,
    `--paper: ${paper}`,
    ...runs.map((colour, index) => `--run-${index}: ${colour}`),
  ].join('; ');

const LIGHT = `${variables(PAPER_PALETTE)}; --raised: #f6f8fa; --link: #27518a; --warn: #7a4b00; --warn-back: #fff6e0`;
const DARK = `${variables(DARK_PALETTE)}; --raised: #1f242b; --link: #9dbde6; --warn: #f0c675; --warn-back: #2d2616`;

/**
 * The style sheet of a report: light or dark as the reader's system, and A4 for print. There are no style attributes, so
 * that its Content-Security-Policy can allow this sheet alone.
 */
export const REPORT_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box }
body {
  margin: 0 auto; padding: 24px 20px 64px; max-width: 1120px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 Inter, "Segoe UI", system-ui, -apple-system, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px }
h2 { font-size: 19px; margin: 40px 0 10px; padding-top: 10px; border-top: 1px solid var(--grid) }
h3 { font-size: 15px; margin: 24px 0 6px }
p { margin: 0 0 10px; max-width: 80ch }
a { color: var(--link) }
ul { margin: 0 0 12px; padding-left: 22px }
svg { max-width: 100%; height: auto; font-family: inherit }
figure { margin: 0 0 18px; break-inside: avoid }
figcaption { color: var(--faint); font-size: 13px }
pre {
  background: var(--raised); border: 1px solid var(--grid); border-radius: 6px; padding: 10px 12px; margin: 0 0 12px;
  font: 13px/1.5 ui-monospace, "Cascadia Code", "SF Mono", "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
summary { cursor: pointer; margin: 0 0 8px }
nav ul { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; padding: 0; margin: 14px 0 0 }
.about, .notes { color: var(--faint); font-size: 13px }
.warning { background: var(--warn-back); color: var(--warn); border: 1px solid; border-radius: 6px; padding: 8px 12px; max-width: none }
.sentence { font-size: 17px; font-weight: 600 }
.plots { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: flex-start }
.table { overflow-x: auto; margin: 14px 0 6px }
.table:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
table { border-collapse: collapse; font-size: 14px }
caption { text-align: left; font-weight: 600; padding: 0 0 4px }
th, td { padding: 4px 10px; border-bottom: 1px solid var(--grid); vertical-align: top; font-weight: 400; overflow-wrap: normal }
thead th { border-bottom: 2px solid var(--faint); vertical-align: bottom; font-weight: 600 }
.breakable { min-width: 7em; overflow-wrap: anywhere }
.interval { white-space: nowrap }
@media screen { td.number { white-space: nowrap } }
.number { text-align: right }
.text { text-align: left }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 2px 24px; margin: 0 0 12px }
dl div { display: flex; gap: 8px; break-inside: avoid }
dt { color: var(--faint); flex: 0 0 9em }
dd { margin: 0 }
@page { size: A4; margin: 15mm }
@media print {
  :root { ${LIGHT} }
  body { padding: 0; max-width: none; font-size: 10pt }
  nav, details { display: none }
  h1 { font-size: 17pt }
  h2 { font-size: 13pt; break-after: avoid; margin-top: 22px }
  h3, caption { break-after: avoid }
  .table { overflow: visible }
  table { font-size: 8pt; max-width: 100% }
  th, td { padding: 2px 5px }
  .breakable { min-width: 5em }
  .wide table { font-size: 7pt }
  .wide th, .wide td { padding: 2px 3px }
  .wide .interval { white-space: normal }
  .together { break-inside: avoid }
  thead { display: table-header-group }
  tr { break-inside: avoid }
  .notes { break-before: avoid }
  .plots { display: block }
  figure svg { max-height: 250mm }
  a { color: inherit; text-decoration: none }
}
`;
