import { count, counted } from '#shared/format.ts';
import type { RunDescription } from '#shared/runs.ts';
import { calibrationTable, reliabilityTable } from '#shared/tables/calibration-tables.ts';
import { confusionTable } from '#shared/tables/confusion-table.ts';
import { differencesTable, ranksTable } from '#shared/tables/difference-tables.ts';
import { fairnessTable } from '#shared/tables/fairness-table.ts';
import { emotionTable, headlineTable, networkTable } from '#shared/tables/metric-tables.ts';
import { PART_NAMES, partsTable } from '#shared/tables/part-tables.ts';
import {
  countCell,
  numberColumn,
  type ResultTable,
  shareCell,
  textCell,
  textColumn,
} from '#shared/tables/result-table.ts';
import { settingsTable } from '#shared/tables/settings-table.ts';
import type { ReportData } from './report-data.ts';

/** Every table of a report, each with a name of its own. */
export interface ReportTables {
  headline: ResultTable;
  networks: ResultTable;
  /** Recall, precision and F1. */
  emotions: ResultTable[];
  /** Null for one item. */
  differences: ResultTable | null;
  ranks: ResultTable | null;
  settingsThatDiffer: ResultTable | null;
  settings: ResultTable;
  parts: ResultTable[];
  /** By sex and by corpus; empty but for a single run with results. */
  fairness: ResultTable[];
  /** One per item with results. */
  confusion: ResultTable[];
  /** Null without results. */
  calibration: ResultTable | null;
  /** Null but for a single run with results. */
  reliability: ResultTable | null;
  runs: ResultTable;
  leakage: ResultTable;
}

export function reportTables(data: ReportData): ReportTables {
  const { comparison, parts, calibrations, fairness } = data;
  const { items, differences } = comparison;
  const several = items.length > 1;
  const differing = settingsTable(comparison, 'differing');
  const titles = items.map(({ title }) => title);
  return {
    headline: headlineTable(comparison),
    networks: networkTable(comparison),
    emotions: (['recall', 'precision', 'f1'] as const).map((metric) => emotionTable(comparison, metric)),
    differences: differences.length === 0 ? null : differencesTable(comparison),
    ranks: ranksTable(comparison),
    settingsThatDiffer: several && differing.rows.length > 0 ? differing : null,
    settings: settingsTable(comparison, 'all'),
    parts: PART_NAMES.filter((by) => parts[by].length > 0).map((by) => partsTable(titles, parts[by], by)),
    fairness:
      fairness.length === 1
        ? fairness[0].groups.filter(({ groups }) => groups.length > 1).map(fairnessTable)
        : [],
    confusion: items.flatMap(({ title, results, labels }, index) => {
      if (results === null) return [];
      const table = confusionTable(title, labels, results.confusion, 'clips');
      return [several ? { ...table, name: `${table.name}-${index + 1}` } : table];
    }),
    calibration: calibrations.length === 0 ? null : calibrationTable(calibrations),
    reliability: calibrations.length === 1 ? reliabilityTable(calibrations[0].calibration) : null,
    runs: runsTable(data),
    leakage: leakageTable(data),
  };
}

/** All tables in one list. */
export const tableList = (tables: ReportTables): ResultTable[] =>
  Object.values(tables)
    .flat()
    .filter((table): table is ResultTable => table !== null);

/** The runs with their ids, so that they are found again. */
function runsTable({ runs }: ReportData): ResultTable {
  return {
    name: 'runs',
    title: 'Runs',
    columns: [
      textColumn('Name'),
      textColumn('ID'),
      textColumn('Status'),
      textColumn('Network'),
      textColumn('Features'),
      textColumn('Protocol'),
      numberColumn('Seed'),
      numberColumn('Parameters'),
      textColumn('Started (UTC)'),
    ],
    rows: runs
      .flat()
      .map(({ name, id, status, settings, parameters, createdAt }) => [
        textCell(name),
        textCell(id),
        textCell(status === 'waiting' ? 'queued' : status),
        textCell(settings.network),
        textCell(settings.features.name),
        textCell(settings.protocol.name),
        { text: String(settings.seed), value: settings.seed },
        countCell(parameters),
        textCell(utcMinute(createdAt)),
      ]),
    notes: [],
  };
}

/** The clips of each part, and what occurs in both training and test: per fold for one run, otherwise per run. */
function leakageTable({ runs }: ReportData): ResultTable {
  const all = runs.flat();
  const single = all.length === 1 ? all[0] : null;
  const folds = single !== null && single.folds.length > 1 ? single.folds : [];
  const grouped = all.some(({ leakage }) => leakage.groups !== undefined);
  const counts = ({ train, validation, test }: RunDescription['split'], leakage: RunDescription['leakage']) =>
    [
      ...[
        train,
        validation,
        test,
        leakage.clips,
        leakage.nearDuplicates,
        leakage.speakers,
        leakage.sentences,
      ],
      ...(grouped ? [leakage.groups ?? 0] : []),
    ].map(countCell);
  return {
    name: 'split-and-leakage',
    title: 'Split and leakage check',
    columns: [
      textColumn(folds.length > 0 ? 'Fold' : 'Run'),
      ...['Train', 'Validation', 'Test', 'Same clips', 'Near-identical', 'Speakers', 'Sentences']
        .concat(grouped ? ['Groups'] : [])
        .map((title) => numberColumn(title)),
      ...(folds.length > 0 ? [numberColumn('UAR', '%')] : []),
    ],
    rows: [
      ...folds.map((fold) => [textCell(fold.name), ...counts(fold, fold.leakage), shareCell(fold.uar)]),
      ...all.map((run) => [
        textCell(folds.length > 0 ? 'All folds' : run.name),
        ...counts(run.split, run.leakage),
        ...(folds.length > 0 ? [shareCell(null)] : []),
      ]),
    ],
    notes: [
      'Train, validation and test in clips, summed over the folds. Same clips, near-identical recordings, speakers, sentences and groups: how many of the test set also occur in training or validation.',
    ],
  };
}

/** What the runs were trained on: `RAVDESS (1,440 clips)`. */
export const corporaText = ({ corpora }: Pick<RunDescription, 'corpora'>): string =>
  corpora.map(({ name, clips }) => `${name} (${counted(clips, 'clip')})`).join(', ');

/** `2026-11-29 01:05`, in UTC, because a report has readers in other time zones. */
export const utcMinute = (iso: string): string => new Date(iso).toISOString().slice(0, 16).replace('T', ' ');

export const parametersText = (parameters: number): string => `${count(parameters)} parameters`;
