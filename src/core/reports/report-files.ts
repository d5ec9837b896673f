import { TABLE_FORMATS } from '#shared/tables/table-formats.ts';
import { PAPER_PALETTE, svgFile } from './plots/plot.ts';
import type { ReportData } from './report-data.ts';
import { reportDocument } from './report-document.ts';
import { plotList, reportPlots } from './report-plots.ts';
import { reportTables, tableList } from './report-tables.ts';

/** A report with its plots and tables as files: `report.html`, `plots/NAME.svg`, `tables/NAME.csv|tex|md`. */
export function reportFiles(data: ReportData): { path: string; content: string }[] {
  const plots = plotList(reportPlots(data, PAPER_PALETTE));
  const tables = tableList(reportTables(data));
  return [
    { path: 'report.html', content: reportDocument(data) },
    ...plots.map((plot) => ({ path: `plots/${plot.name}.svg`, content: svgFile(plot) })),
    ...tables.flatMap((table) =>
      Object.values(TABLE_FORMATS).map(({ extension, write }) => ({
        path: `tables/${table.name}.${extension}`,
        content: write(table),
      })),
    ),
  ];
}
