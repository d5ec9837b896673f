import path from 'node:path';
import {
  type Candidate,
  type CollectOptions,
  draftCorpus,
  type FileProblem,
  type Findings,
  identify,
} from '#core/corpora/scan/candidate-clips.ts';
import { inOneFormat, withoutEnding } from '#core/corpora/scan/detect-layout.ts';
import { folderName } from '#core/corpora/scan/folder-name.ts';
import type { FoundFile } from '#core/corpora/scan/list-files.ts';
import { collectTable } from '#core/corpora/tables/collect-table.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import { applyRule, type ReadPath } from './apply-rule.ts';
import { pathInFolder } from './path-in-folder.ts';

/** The sound files that a rule reads, each recording in one format. */
export const soundsAmong = (files: readonly FoundFile[]): FoundFile[] =>
  inOneFormat(
    files.filter(({ path: file }) => isSoundFileName(file)),
    ({ path: file }) => withoutEnding(file),
  );

/**
 * The clips of a folder that is read by a rule. All of them are one corpus.
 * @throws UserError `rule-pattern`, `rule-slow`, what `readTable` throws, and `cancelled`.
 */
export async function clipsByRule(
  root: string,
  files: readonly FoundFile[],
  rule: CorpusRule,
  options: CollectOptions,
): Promise<Findings> {
  const sounds = soundsAmong(files);
  const name = rule.name ?? folderName(root);
  const { read, words } = rule;
  if (read.by === 'table') {
    const table = path.resolve(root, read.table);
    const own = { ...options, columns: read.columns, words };
    const findings = await collectTable(table, own, { as: { name, folder: root }, files });
    const known = new Set([...findings.candidates, ...findings.problems].map(({ realPath }) => realPath));
    const reason = `Not in the table ${read.table}.`;
    for (const file of sounds)
      if (!known.has(file.realPath)) findings.problems.push({ ...file, code: 'unknown-emotion', reason });
    return findings;
  }
  const paths = sounds.map((file) => pathInFolder(root, file.path));
  const readings = await applyRule({ read, words }, paths, createYielder(options.signal));
  const candidates: Candidate[] = [];
  const problems: FileProblem[] = [];
  for (const [index, reading] of readings.entries()) {
    const file = sounds[index];
    const { reason } = reading;
    if (reason !== null) {
      problems.push({ path: file.path, realPath: file.realPath, code: 'unknown-emotion', reason });
    } else {
      const synthetic = await options.isSynthetic(path.dirname(file.path));
      candidates.push(candidateOf(file, reading, { name, root, synthetic }));
    }
  }
  return { candidates, problems };
}

function candidateOf(
  { path: file, realPath }: FoundFile,
  reading: ReadPath,
  { name, root, synthetic }: { name: string; root: string; synthetic: boolean },
): Candidate {
  return {
    path: file,
    realPath,
    corpus: draftCorpus('rule', name, root, root, synthetic),
    emotion: reading.label!,
    code: reading.code!,
    sex: reading.sex,
    age: reading.age,
    intensity: reading.intensity,
    namedSplit: reading.split,
    warning: null,
    speaker: identify(null, reading.speaker, synthetic),
    sentence: identify(null, reading.sentence, synthetic),
    group: identify(null, reading.group, synthetic),
  };
}
