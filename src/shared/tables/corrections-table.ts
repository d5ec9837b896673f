import { correctionCountsText } from '#shared/corrections.ts';
import { count } from '#shared/format.ts';
import type { RunDescription } from '#shared/runs.ts';
import { EMPTY_CELL, type ResultTable, textCell, textColumn } from './result-table.ts';

/** More rows make a report slow; the record of the run has all. */
const MAX_ROWS = 500;

/** The corrections of clips that a run was trained and tested with; null if it has none. */
export function correctionsTable({
  name,
  settings,
  corrections,
}: Pick<RunDescription, 'name' | 'settings' | 'corrections'>): ResultTable | null {
  const recorded = settings.corrections ?? [];
  if (recorded.length === 0) return null;
  const rows = recorded.toSorted((a, b) => comparePlaces(a, b));
  const more = recorded.length - MAX_ROWS;
  return {
    name: 'corrections',
    title: `Corrections of clips in “${name}”: ${correctionCountsText(corrections)}`,
    columns: ['Corpus', 'Clip', 'Label in the corpus', 'Counted as', 'Note'].map(textColumn),
    rows: rows
      .slice(0, MAX_ROWS)
      .map(({ corpus, path, own, label, note }) => [
        textCell(corpus),
        textCell(path),
        textCell(own),
        textCell(label ?? 'excluded'),
        note === '' ? EMPTY_CELL : textCell(note),
      ]),
    notes: more > 0 ? [`${count(more)} more are in the settings of the run.`] : [],
  };
}

interface Place {
  corpus: string;
  path: string;
}

const comparePlaces = (a: Place, b: Place): number =>
  a.corpus.localeCompare(b.corpus, 'en') || a.path.localeCompare(b.path, 'en', { numeric: true });
