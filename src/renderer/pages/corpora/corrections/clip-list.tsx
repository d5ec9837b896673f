import { useMemo, useState } from 'react';
import type { ListedCorrection } from '#shared/corrections.ts';
import { CLIP_COLUMNS, CORRECTED_CLIP_COLUMNS } from '../clip-columns.tsx';
import { ClipFacts } from '../clip-facts.tsx';
import classes from '../corpora.module.css';
import { SoundTable } from '../sound-table.tsx';
import { isAll, type ListedClip } from './corrected-clips.ts';
import { CorrectionBar, EXCLUDE_KEY, MARK_KEY, UNDO_KEY } from './correction-bar.tsx';
import { ExcludeDialog, RelabelDialog } from './correction-dialogs.tsx';
import { CorrectionsMenu } from './corrections-menu.tsx';
import { LapsedNote } from './lapsed-note.tsx';
import { useCorrections } from './use-corrections.ts';

const NONE: ReadonlySet<string> = new Set();
const NOUNS = ['clip', 'clips'] as const;
const clipId = ({ path }: ListedClip) => path;

/** The list of clips, in which they are played and corrected. */
export function ClipList({
  clips,
  corrections,
  start,
}: {
  clips: readonly ListedClip[];
  corrections: readonly ListedCorrection[];
  /** The path of the clip that is active first; null: none. */
  start: string | null;
}) {
  const [selected, setSelected] = useState(NONE);
  const [relabelled, setRelabelled] = useState<readonly ListedClip[] | null>(null);
  const [excluded, setExcluded] = useState<readonly ListedClip[] | null>(null);
  const { correct, undoLatest } = useCorrections();
  const known = useMemo(() => [...new Set(clips.map(({ emotion }) => emotion))], [clips]);

  const exclude = (rows: readonly ListedClip[]) => {
    if (isAll(rows, (value) => value.excluded))
      void correct(rows, { excluded: false, note: '' }, 'included again');
    else setExcluded(rows);
  };
  const mark = (rows: readonly ListedClip[]) => {
    const marked = !isAll(rows, (value) => value.marked);
    void correct(rows, { marked }, marked ? 'marked' : 'no longer marked');
  };
  const onShortcut = (pressed: string, rows: readonly ListedClip[]): boolean => {
    const key = pressed.length === 1 ? pressed.toLowerCase() : pressed;
    if (key === UNDO_KEY) void undoLatest();
    else if (rows.length === 0) return false;
    else if (key === EXCLUDE_KEY) exclude(rows);
    else if (key === MARK_KEY) mark(rows);
    else return false;
    return true;
  };

  return (
    <div className={classes.clipList}>
      <LapsedNote corrections={corrections} />
      <SoundTable
        rows={clips}
        columns={corrections.length === 0 ? CLIP_COLUMNS : CORRECTED_CLIP_COLUMNS}
        getRowId={clipId}
        nouns={NOUNS}
        start={start}
        facts={(clip) => <ClipFacts clip={clip} />}
        selection={{ selected, onChange: setSelected }}
        onShortcut={onShortcut}
        menu={<CorrectionsMenu corrected={corrections.length} />}
        footer={(rows, focusTable) => (
          <CorrectionBar
            clips={rows}
            onRelabel={() => setRelabelled(rows)}
            onExclude={() => exclude(rows)}
            onMark={() => mark(rows)}
            onOwnLabel={() => void correct(rows, { label: null }, 'with the corpus’s label again')}
            onClear={() => {
              setSelected(NONE);
              focusTable();
            }}
          />
        )}
      />
      <RelabelDialog
        clips={relabelled}
        known={known}
        onClose={() => setRelabelled(null)}
        onDone={(label) => {
          if (relabelled !== null) void correct(relabelled, { label }, `labelled ${label}`);
          setRelabelled(null);
        }}
      />
      <ExcludeDialog
        clips={excluded}
        onClose={() => setExcluded(null)}
        onDone={(note) => {
          if (excluded !== null) void correct(excluded, { excluded: true, note }, 'excluded');
          setExcluded(null);
        }}
      />
    </div>
  );
}
