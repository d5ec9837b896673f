import type { Database } from 'better-sqlite3';
import type { Clip, Corpus } from '../../shared/corpora.ts';
import { perEmotion } from '../../shared/emotions.ts';
import { CLIP_COLUMNS, type ClipRow, type ClipsTable, clipFromRow } from './clips-table.ts';

export interface CorporaTable {
  /** Writes down what a scan found. A corpus of the same folder and name is replaced, with its list of clips. */
  saveCorpora(scan: { corpora: readonly Corpus[]; clips: readonly Clip[] }): void;
  /** All corpora that were scanned and not forgotten, by name. */
  listCorpora(): Corpus[];
  /** The clips of one corpus in the scan's order, none for a corpus that is not known. */
  listClips(corpus: { name: string; folder: string }): Clip[];
  /** Takes a corpus off the list. The runs made with it keep their clips. Returns whether it was there. */
  forgetCorpus(corpus: { name: string; folder: string }): boolean;
}

interface CorpusRow {
  number: number;
  name: string;
  folder: string;
  layout: string;
  synthetic: number;
}

export function corporaTable(db: Database, clips: ClipsTable, now: () => Date): CorporaTable {
  const upsert = db
    .prepare<[string, string, string, number, string], number>(
      `INSERT INTO corpora (name, folder, layout, synthetic, scanned_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (folder, name) DO UPDATE SET
         layout = excluded.layout, synthetic = excluded.synthetic, scanned_at = excluded.scanned_at
       RETURNING number`,
    )
    .pluck();
  const clear = db.prepare<[number]>('DELETE FROM corpus_clips WHERE corpus_number = ?');
  const include = db.prepare<[number, number, number]>(
    'INSERT INTO corpus_clips (corpus_number, position, clip_number) VALUES (?, ?, ?)',
  );
  const all = db.prepare<[], CorpusRow>('SELECT * FROM corpora ORDER BY name, folder');
  const counts = db.prepare<[number], { emotion: string; clips: number }>(
    `SELECT emotion, count(*) AS clips FROM corpus_clips JOIN clips ON clips.number = clip_number
     WHERE corpus_number = ? GROUP BY emotion`,
  );
  const speakers = db
    .prepare<[number], number>(
      `SELECT count(DISTINCT speaker) FROM corpus_clips JOIN clips ON clips.number = clip_number
       WHERE corpus_number = ?`,
    )
    .pluck();
  const members = db.prepare<[string, string], ClipRow>(
    `SELECT ${CLIP_COLUMNS} FROM corpora
     JOIN corpus_clips ON corpus_clips.corpus_number = corpora.number
     JOIN clips ON clips.number = corpus_clips.clip_number
     WHERE corpora.folder = ? AND corpora.name = ? ORDER BY corpus_clips.position`,
  );
  const forget = db.prepare<[string, string]>('DELETE FROM corpora WHERE folder = ? AND name = ?');

  const save = db.transaction<CorporaTable['saveCorpora']>((scan) => {
    const scannedAt = now().toISOString();
    const numbers = clips.save(scan.clips);
    for (const corpus of scan.corpora) {
      const { name, folder, layout, synthetic } = corpus;
      const number = upsert.get(name, folder, layout, synthetic ? 1 : 0, scannedAt)!;
      clear.run(number);
      let position = 0;
      scan.clips.forEach((clip, index) => {
        if (clip.corpus === name) include.run(number, position++, numbers[index]);
      });
    }
  });

  return {
    saveCorpora: (scan) => save.immediate(scan),
    listCorpora: () =>
      all.all().map((row) => {
        const byEmotion = new Map(counts.all(row.number).map(({ emotion, clips }) => [emotion, clips]));
        const emotions = perEmotion((emotion) => byEmotion.get(emotion) ?? 0);
        return {
          name: row.name,
          layout: row.layout as Corpus['layout'],
          folder: row.folder,
          clips: Object.values(emotions).reduce((sum, count) => sum + count, 0),
          speakers: speakers.get(row.number)!,
          emotions,
          synthetic: row.synthetic === 1,
        };
      }),
    listClips: ({ name, folder }) => members.all(folder, name).map(clipFromRow),
    forgetCorpus: ({ name, folder }) => forget.run(folder, name).changes > 0,
  };
}
