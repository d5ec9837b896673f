import { latexText } from './latex-text.ts';
import { columnTitle, type ResultCell, type ResultTable } from './result-table.ts';

/** More rows than this do not fit on a page with a caption, so the table may break between pages. */
const MAX_ROWS_ON_A_PAGE = 40;
/** Makes the table narrower if it is wider than the text. */
const FIT_WIDTH = '\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%';

/**
 * A table in LaTeX with booktabs' rules, a caption and the label `tab:NAME`. Long tables use longtable. Best values are
 * bold. Numbers have the digits that the window shows.
 */
export function latexTable(table: ResultTable): string {
  const { name, title, columns, rows, notes } = table;
  const unprintable = new Set<string>();
  const latex = (text: string) => latexText(text, unprintable);
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  const alignment = columns.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('');
  const head = line(columns.map((column) => latex(columnTitle(column))));
  const body = rows.map((row) => line(row.map((cell) => cellText(cell, latex))));
  const caption = latex(title);
  const below = notes.length === 0 ? [] : [`{\\footnotesize ${notes.map(latex).join(' ')}\\par}`];
  const lines =
    rows.length > MAX_ROWS_ON_A_PAGE
      ? [
          '% Needs \\usepackage{booktabs} and \\usepackage{longtable}.',
          '{\\small',
          `\\begin{longtable}{${alignment}}`,
          `\\caption{${caption}}\\label{tab:${name}}\\\\`,
          ...['\\toprule', head, '\\midrule', '\\endfirsthead'],
          ...['\\toprule', head, '\\midrule', '\\endhead'],
          ...['\\bottomrule', '\\endlastfoot'],
          ...body,
          '\\end{longtable}}',
          ...below,
        ]
      : [
          '% Needs \\usepackage{booktabs} and \\usepackage{graphicx}.',
          '\\begin{table}[htbp]',
          '\\centering',
          `\\caption{${caption}}`,
          `\\label{tab:${name}}`,
          FIT_WIDTH,
          `\\begin{tabular}{${alignment}}`,
          ...['\\toprule', head, '\\midrule', ...body, '\\bottomrule'],
          '\\end{tabular}}',
          ...(below.length === 0 ? [] : ['\\par\\smallskip', ...below]),
          '\\end{table}',
        ];
  const missing =
    unprintable.size === 0
      ? []
      : [`% Printed as ?, because pdfLaTeX has no such letters: ${[...unprintable].join(' ')}`];
  return `${[...missing, ...lines].join('\n')}\n`;
}

function cellText({ text, best }: ResultCell, latex: (text: string) => string): string {
  return best ? `\\textbf{${latex(text)}}` : latex(text);
}
