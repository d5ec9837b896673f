import { figure, figures, htmlTable, list, type Section } from '#core/reports/html-parts.ts';
import { type Markup, markup } from '#core/reports/markup.ts';
import type { ReportData } from '#core/reports/report-data.ts';
import type { ReportPlots } from '#core/reports/report-plots.ts';
import type { ReportTables } from '#core/reports/report-tables.ts';
import { reliabilitySentence } from '#shared/calibration.ts';
import type { ResultTable } from '#shared/tables/result-table.ts';

/** The results, their differences, curves, emotions, parts and confusion matrices. Sections without content are omitted. */
export function resultSections(data: ReportData, plots: ReportPlots, tables: ReportTables): Section[] {
  const tested = plots.headline !== null;
  const { items, comparable } = data.comparison;
  const labelSets = comparable.labelSets.map((text) => markup`<p>${text}</p>`);
  const results: Section = {
    id: 'results',
    title: 'Results',
    content: tested
      ? markup`${labelSets}${optional(plots.headline)}${htmlTable(tables.headline)}${htmlTable(tables.networks)}`
      : markup`<p>${items.length === 1 ? 'This run has' : 'These runs have'} no test results yet.</p>`,
  };
  return [
    results,
    ...differenceSection(data, plots, tables),
    ...(plots.curves.length > 0
      ? [{ id: 'curves', title: 'Training curves', content: figures(plots.curves) }]
      : []),
    ...(tested
      ? [
          {
            id: 'emotions',
            title: 'Emotions',
            content: markup`${optional(plots.emotions)}${tables.emotions.map(htmlTable)}`,
          },
          ...howSureSection(data, plots, tables),
          {
            id: 'parts',
            title: 'Corpora, sex, age, speakers',
            content: markup`${Object.values(plots.parts).flat().map(figure)}${tables.parts.map(htmlTable)}`,
          },
          ...fairnessSection(data, tables),
          {
            id: 'confusion',
            title: 'Confusion matrices',
            content: markup`${figures(plots.confusion)}${
              plots.confusionDifferences.length > 0
                ? markup`<h3>Differences</h3>${figures(plots.confusionDifferences)}`
                : null
            }${labelSets}<h3>Clips</h3>${tables.confusion.map(htmlTable)}`,
          },
        ]
      : []),
  ];
}

/** How far the probabilities can be trusted. */
function howSureSection({ calibrations }: ReportData, plots: ReportPlots, tables: ReportTables): Section[] {
  if (tables.calibration === null) return [];
  const sentence = calibrations.length === 1 ? reliabilitySentence(calibrations[0].calibration) : null;
  return [
    {
      id: 'how-sure',
      title: 'How sure',
      content: markup`${sentence === null ? null : markup`<p class="sentence">${sentence}</p>`}${optional(plots.reliability)}${htmlTable(tables.calibration)}${
        tables.reliability === null ? null : htmlTable(tables.reliability)
      }`,
    },
  ];
}

/** Results by group of speakers: of one run with the groups, of several only what the gaps say. */
function fairnessSection({ fairness }: ReportData, tables: ReportTables): Section[] {
  const sentences = fairness.flatMap(({ title, groups }) =>
    groups.filter(({ gap }) => gap !== null).map(({ by, sentence }) => `${title}, by ${by}: ${sentence}`),
  );
  if (tables.fairness.length === 0 && sentences.length === 0) return [];
  return [
    {
      id: 'fairness',
      title: 'Fairness',
      content: tables.fairness.length > 0 ? markup`${tables.fairness.map(htmlTable)}` : list(sentences),
    },
  ];
}

function differenceSection({ comparison }: ReportData, plots: ReportPlots, tables: ReportTables): Section[] {
  if (tables.differences === null) return [];
  const sentences = [...new Set(comparison.differences.map(({ sentence }) => sentence))];
  return [
    {
      id: 'differences',
      title: 'Is the difference real?',
      content: markup`${
        sentences.length === 1 ? markup`<p class="sentence">${sentences[0]}</p>` : list(sentences)
      }${htmlTable(withoutNotes(tables.differences, sentences))}${optional(plots.ranks)}${
        tables.ranks === null ? null : htmlTable(tables.ranks)
      }`,
    },
  ];
}

/** Sentences that are shown above a table are not repeated below. */
const withoutNotes = (table: ResultTable, shown: readonly string[]): ResultTable => ({
  ...table,
  notes: table.notes.filter((note) => !shown.includes(note)),
});

const optional = (plot: ReportPlots['headline']): Markup => (plot === null ? markup`` : figure(plot));
