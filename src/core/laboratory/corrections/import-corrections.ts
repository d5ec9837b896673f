import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { CorrectedClip } from '#core/database/tables/corrections-table.ts';
import {
  type CorrectionsImport,
  type CorrectionValue,
  correctionKey,
  correctionText,
  isNoCorrection,
} from '#shared/corrections.ts';
import { type ParsedCorrections, parseCorrections } from './corrections-csv.ts';

type KeptBack = CorrectionsImport['keptBack'][number];

interface ImportOptions {
  /** Replace other corrections of the same clips. */
  overwrite: boolean;
  /** The clips of the added corpora by the key of their corrections. */
  known: ReadonlyMap<string, CorrectedClip>;
}

/**
 * Adds the corrections of a table in one change. Clips that are not in the added corpora, clips with another label in the
 * corpus, and clips that have another correction here are kept back.
 * @throws UserError as {@link parseCorrections}.
 */
export function importCorrections(
  log: Pick<ExperimentLog, 'listCorrections' | 'changeCorrections'>,
  csv: string,
  { overwrite, known }: ImportOptions,
): CorrectionsImport {
  const { rows, invalid } = parseCorrections(csv);
  const keptBack: KeptBack[] = invalid.map((row) => ({ ...row, why: 'invalid' }));
  const here = new Map<string, CorrectionValue>(
    log.listCorrections().map((one) => [correctionKey(one), one]),
  );
  const sounds = new Map([...known.values()].map(({ fingerprint, own }) => [fingerprint, own]));
  const earlier = new Map<string, CorrectionValue>();
  const wanted: (CorrectedClip & { set: CorrectionValue })[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const name = correctionKey(row.key);
    const clip = known.get(name);
    const before = earlier.get(name);
    if (before === undefined) earlier.set(name, row.value);
    if (clip === undefined) keptBack.push(unknownRow(row, sounds.get(row.key.fingerprint)));
    else if (before !== undefined && !isSame(before, row.value))
      keptBack.push(conflict(row, 'Another line of the table has another correction of this clip.'));
    else if (isSame(here.get(name), row.value)) unchanged++;
    else if (!overwrite && here.has(name))
      keptBack.push(conflict(row, `Here the clip is ${described(here.get(name)!, row.key.own)}.`));
    else if (before === undefined) wanted.push({ ...clip, set: row.value });
  }
  const { change, changed } =
    wanted.length === 0 ? { change: null, changed: 0 } : log.changeCorrections(wanted);
  return { changed, unchanged, change, keptBack: keptBack.toSorted((a, b) => a.line - b.line) };
}

type Row = ParsedCorrections['rows'][number];

function unknownRow({ line, path, key }: Row, own: string | undefined): KeptBack {
  return own === undefined
    ? { line, path, why: 'unknown', reason: 'The clip is not in the added corpora.' }
    : { line, path, why: 'label', reason: `The corpus labels it ${own} here, not ${key.own}.` };
}

const conflict = ({ line, path }: Row, reason: string): KeptBack => ({ line, path, why: 'conflict', reason });

function described(value: CorrectionValue, own: string): string {
  if (value.excluded) return correctionText({ label: null, own });
  if (value.label !== null) return correctionText({ label: value.label, own });
  return value.marked ? 'marked' : 'only noted';
}

function isSame(a: CorrectionValue | undefined, b: CorrectionValue): boolean {
  if (a === undefined) return isNoCorrection(b);
  return (
    a.label === b.label && a.excluded === b.excluded && a.marked === b.marked && a.note === b.note.trim()
  );
}
