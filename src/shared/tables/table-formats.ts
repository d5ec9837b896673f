import { csvTable } from './csv-table.ts';
import { latexTable } from './latex-table.ts';
import { markdownTable } from './markdown-table.ts';
import type { ResultTable } from './result-table.ts';

interface TableFormat {
  label: string;
  /** Without the dot. */
  extension: string;
  mediaType: string;
  write(table: ResultTable): string;
}

/** The formats in which a table can be saved. */
export const TABLE_FORMATS = {
  csv: { label: 'CSV', extension: 'csv', mediaType: 'text/csv', write: csvTable },
  latex: { label: 'LaTeX', extension: 'tex', mediaType: 'application/x-tex', write: latexTable },
  markdown: { label: 'Markdown', extension: 'md', mediaType: 'text/markdown', write: markdownTable },
} as const satisfies Record<string, TableFormat>;
export type TableFormatName = keyof typeof TABLE_FORMATS;
