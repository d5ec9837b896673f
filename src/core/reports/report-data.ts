import type { Calibration } from '#shared/calibration.ts';
import type { ComparedPart, Comparison } from '#shared/comparison.ts';
import type { GroupFairness } from '#shared/fairness.ts';
import type { RunDescription } from '#shared/runs.ts';
import type { PartName } from '#shared/tables/part-tables.ts';

/** What a report is made of: a comparison, which may be of one run only. */
export interface ReportData {
  comparison: Comparison;
  parts: Readonly<Record<PartName, readonly ComparedPart[]>>;
  /** The runs of each item of the comparison, in its order. */
  runs: readonly (readonly [RunDescription, ...RunDescription[]])[];
  /** Of each run that has results, with its name. */
  calibrations: readonly { title: string; calibration: Calibration }[];
  /** Of each run that has results, with its name. */
  fairness: readonly { title: string; groups: readonly GroupFairness[] }[];
  /** When the report is made. */
  madeAt: Date;
  /** The version of the program. */
  version: string;
}

/** The title of the report: the run's name, or what is compared. */
export function reportTitle({ comparison: { items } }: ReportData): string {
  if (items.length === 1) return items[0].title;
  if (items.length === 2) return `${items[0].title} and ${items[1].title}`;
  return `Comparison of ${items.length} ${items.some(({ runs }) => runs.length > 1) ? 'runs and groups' : 'runs'}`;
}

/** The name of a report's file without its extension: safe on every system. */
export function reportFileName({ comparison: { items } }: ReportData): string {
  const ids = items.map(({ runs }) => runs[0].id);
  return items.length === 1
    ? `report-${ids[0]}`
    : `comparison-${ids.slice(0, 2).join('-')}${ids.length > 2 ? '-and-others' : ''}`;
}
