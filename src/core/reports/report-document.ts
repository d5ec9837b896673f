import { createHash } from 'node:crypto';
import { type Section, sectionMarkup } from './html-parts.ts';
import { type Markup, markup, rawMarkup } from './markup.ts';
import { PAGE_PALETTE } from './plots/plot.ts';
import { type ReportData, reportTitle } from './report-data.ts';
import { reportPlots } from './report-plots.ts';
import { REPORT_STYLE } from './report-style.ts';
import { reportTables, utcMinute } from './report-tables.ts';
import { comparabilitySection } from './sections/comparability.ts';
import { repeatSection } from './sections/repeat.ts';
import { resultSections } from './sections/results.ts';
import { settingsSections } from './sections/settings.ts';

/** The report's own sheet and nothing else: no scripts, no requests, no frames, no forms. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * A run or a comparison as one HTML file: plots, tables, protocol, leakage check, settings, environment, and how to
 * repeat it. It has no scripts and no audio, needs no network, and prints on A4.
 */
export function reportDocument(data: ReportData): string {
  const title = reportTitle(data);
  const plots = reportPlots(data, PAGE_PALETTE);
  const tables = reportTables(data);
  const sections: Section[] = [
    ...comparabilitySection(data),
    ...resultSections(data, plots, tables),
    ...settingsSections(data, tables),
    repeatSection(data),
  ];
  return markup`${rawMarkup('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rawMarkup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="neural-SER ${data.version}">
<title>${title} – neural-SER</title>
<style>${rawMarkup(REPORT_STYLE)}</style>
</head>
<body>
${header(data, title, sections)}
<main>
${sections.map(sectionMarkup)}
</main>
</body>
</html>
`.markup;
}

function header({ madeAt, version, runs }: ReportData, title: string, sections: readonly Section[]): Markup {
  const synthetic = runs.flat().some((run) => run.synthetic);
  return markup`<header>
<h1>${title}</h1>
<p class="about">Report of neural-SER ${version}, made ${utcMinute(madeAt.toISOString())} UTC</p>
${synthetic ? markup`<p class="warning"><strong>Synthetic voices.</strong> Some or all clips were made by the program. The results show that it works; they say nothing about people.</p>` : null}
<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>`;
}
