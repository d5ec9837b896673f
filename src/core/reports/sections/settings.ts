import { htmlTable, pairs, type Section } from '#core/reports/html-parts.ts';
import { markup } from '#core/reports/markup.ts';
import type { ReportData } from '#core/reports/report-data.ts';
import { corporaText, parametersText, type ReportTables } from '#core/reports/report-tables.ts';
import { ownWordsText } from '#shared/emotion-words.ts';
import { engineHistorySentence } from '#shared/engine-history.ts';
import { resultsAbout } from '#shared/ready-made.ts';
import { leakageSentence } from '#shared/result-sentences.ts';
import type { RunDescription } from '#shared/runs.ts';
import { correctionsTable } from '#shared/tables/corrections-table.ts';

/** Protocol and leakage check, settings, runs and environments. */
export function settingsSections({ runs }: ReportData, tables: ReportTables): Section[] {
  const all = runs.flat();
  return [
    {
      id: 'protocol',
      title: 'Protocol and leakage check',
      content: markup`${protocolsOf(all).map(
        ({ name, about }) => markup`<p><strong>${name}.</strong> ${about}</p>`,
      )}${[...new Set(all.map(({ leakage }) => leakageSentence(leakage)))].map(
        (sentence) => markup`<p>${sentence}</p>`,
      )}${htmlTable(tables.leakage)}`,
    },
    {
      id: 'settings',
      title: 'Settings',
      content: markup`${
        tables.settingsThatDiffer === null ? null : htmlTable(tables.settingsThatDiffer)
      }${htmlTable(tables.settings)}${all
        .map(correctionsTable)
        .map((table) => (table === null ? null : htmlTable(table)))}`,
    },
    {
      id: 'environment',
      title: 'Runs and environment',
      content: markup`${htmlTable(tables.runs)}${environments(all).map(
        ({ names, run }) =>
          markup`${names === null ? null : markup`<h3>${names}</h3>`}${pairs(environmentRows(run))}`,
      )}`,
    },
  ];
}

const protocolsOf = (runs: readonly RunDescription[]): { name: string; about: string }[] => [
  ...new Map(
    runs.map(({ settings }) => {
      const about = resultsAbout(settings);
      return [about, { name: settings.protocol.name, about }];
    }),
  ).values(),
];

const MAX_NAMES = 6;

/** Each data set and environment once, with the names of its runs; without names if all runs are equal. */
function environments(runs: readonly RunDescription[]): { names: string | null; run: RunDescription }[] {
  const groups = Map.groupBy(runs, (run) => JSON.stringify(environmentRows(run)));
  return [...groups.values()].map((same) => {
    const names = same.slice(0, MAX_NAMES).map(({ name }) => name);
    const more = same.length > MAX_NAMES ? ` and ${same.length - MAX_NAMES} more` : '';
    return { names: groups.size === 1 ? null : `${names.join(', ')}${more}`, run: same[0] };
  });
}

function environmentRows(run: RunDescription): [string, string][] {
  const { environment } = run;
  const engines = engineHistorySentence(environment, run.folds.length);
  return [
    ['Corpora', corporaText(run)],
    ...(environment.ownWords === undefined
      ? []
      : ([['Own words for emotions', ownWordsText(environment.ownWords)]] as [string, string][])),
    ['Clips (SHA-256)', run.corpusFingerprint],
    ['Network', `${run.settings.network}, ${parametersText(run.parameters)}`],
    ['neural-SER', environment.version],
    ['Engine', environment.engine],
    ['Device', environment.device],
    ...(engines === null ? [] : ([['Engines', engines]] as [string, string][])),
    ['Platform', environment.platform],
    ['Node', environment.node],
    ...Object.entries(environment.packages),
  ];
}
