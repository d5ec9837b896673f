import type { Comparability } from '#shared/comparison.ts';
import { correctionsText, correctionsThatCount } from '#shared/corrections.ts';
import { count, counted } from '#shared/format.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { labelSetText } from '#shared/label-use-text.ts';
import { PROTOCOL_INFO } from '#shared/protocols.ts';
import { modelUse, modelUseSentences } from '#shared/ready-made.ts';
import type { RunDescription } from '#shared/runs.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type ComparedRun, countingRuns } from './compared-run.ts';

/**
 * Whether items can be compared, from the test clips that their runs really predicted, not from their settings alone.
 * Runs without results do not count; without two items that count, nothing can be compared.
 */
export function comparabilityOf(items: readonly (readonly ComparedRun[])[]): Comparability {
  const runs = items.flatMap(countingRuns);
  const all = items.flat().map(({ run }) => run);
  const same = (values: readonly string[]) => (new Set(values).size <= 1 ? 'same' : 'different');
  const testClips = same(runs.map(({ results }) => results.clipsHash));
  const protocol = same(all.map(({ settings }) => canonicalJson(settings.protocol)));
  const corpora = same(all.map(({ corpusFingerprint }) => corpusFingerprint));
  const labels = same(all.map(labelSetKey));
  const counting = items.filter((item) => countingRuns(item).length > 0).length;
  const basis =
    counting < 2 || labels === 'different'
      ? 'none'
      : testClips === 'same'
        ? 'test-clips'
        : corpora === 'same' && protocol === 'same'
          ? 'protocol'
          : 'none';
  return {
    basis,
    testClips: runs.length === 0 ? 'different' : testClips,
    protocol,
    corpora,
    labels,
    summary: summaryOf(basis, counting, labels, runs[0]?.results.tested.length ?? 0),
    reasons:
      testClips === 'same' && labels === 'same' && counting >= 2
        ? []
        : reasonsOf(all, counting, items.length),
    labelSets: [...new Set(all.map(({ settings }) => labelSetText(settings.labels)))],
    cautions: cautionsOf(all),
  };
}

/** The emotions of a run and what counts as them; colours and names of sets do not matter. */
const labelSetKey = ({ settings }: RunDescription): string =>
  canonicalJson(settings.labels.emotions.map(({ name, labels }) => [name, labels.toSorted()]));

/** The corrections of a run, without notes. */
const correctionsKey = ({ settings }: RunDescription): string =>
  canonicalJson(correctionsThatCount(settings.corrections ?? []));

function summaryOf(
  basis: Comparability['basis'],
  counting: number,
  labels: Comparability['labels'],
  clips: number,
): string {
  if (counting === 0) return 'None of these runs has test results yet.';
  if (counting === 1) return 'Only one of these has test results, so there is nothing to compare yet.';
  if (labels === 'different')
    return 'Trained on different label sets, which are different tasks: the results are not ranked and no difference is tested.';
  switch (basis) {
    case 'test-clips':
      return `All were tested on the same ${counted(clips, 'clip')}.`;
    case 'protocol':
      return 'Same data and protocol, but other test clips: other seeds or folds chose them. Single runs also differ by which speakers were drawn.';
    case 'none':
      return 'Tested on different clips, so the results are not ranked and no difference is tested.';
  }
}

function reasonsOf(runs: readonly RunDescription[], counting: number, items: number): string[] {
  const reasons: string[] = [];
  if (counting < items) reasons.push(`${counted(items - counting, 'item')} without test results`);
  const distinct = (text: (run: RunDescription) => string) => [...new Set(runs.map(text))];
  const corpora = distinct(({ corpora }) => corpora.map(({ name }) => name).join(' + '));
  if (corpora.length > 1) reasons.push(`Corpora: ${corpora.join(' / ')}`);
  else if (distinct(correctionsKey).length > 1)
    reasons.push('The same corpora with other corrections of clips');
  else if (distinct(({ corpusFingerprint }) => corpusFingerprint).length > 1)
    reasons.push('The same corpora with other clips: files were added, removed or changed between the runs');
  const labelSets = distinct(({ settings }) => settings.labels.name);
  if (labelSets.length > 1) reasons.push(`Label set: ${labelSets.join(' / ')}`);
  else if (distinct(labelSetKey).length > 1)
    reasons.push('Label sets of the same name with different emotions');
  const protocols = distinct(({ settings }) => settings.protocol.name);
  if (protocols.length > 1) reasons.push(`Protocol: ${protocols.join(' / ')}`);
  else if (distinct(({ settings }) => canonicalJson(settings.protocol)).length > 1)
    reasons.push('The same protocol with other values: number of folds or shares of clips');
  const seeds = distinct(({ settings }) => String(settings.seed));
  if (seeds.length > 1) reasons.push(`Seed: ${seeds.join(' / ')}`);
  const voices = distinct(({ synthetic }) => (synthetic ? 'synthetic voices' : 'real voices'));
  if (voices.length > 1) reasons.push(`Voices: ${voices.join(' / ')}`);
  return reasons;
}

function cautionsOf(runs: readonly RunDescription[]): string[] {
  const cautions: string[] = [];
  if (runs.some(({ synthetic }) => synthetic))
    cautions.push('Synthetic voices: results say nothing about people.');
  const leaking = runs.filter(({ leakage }) => leakage.clips + leakage.nearDuplicates > 0);
  if (leaking.length > 0) {
    const clips = Math.max(...leaking.map(({ leakage }) => leakage.clips + leakage.nearDuplicates));
    cautions.push(
      `Leakage: in ${counted(leaking.length, 'run')}, up to ${count(clips)} test clips also occur in the training data.`,
    );
  }
  if (new Set(runs.map(correctionsKey)).size > 1) {
    const texts = new Set(runs.map(({ settings }) => correctionsText(settings.corrections ?? [])));
    cautions.push(`Different corrections of clips: ${[...texts].join(' / ')}.`);
  }
  for (const { settings } of runs) {
    const use = modelUse(settings.features, emotionNames(settings.labels));
    const encoder = settings.features.kind === 'encoder' ? settings.features.encoder : '';
    if (use !== null)
      cautions.push(
        [
          `Nothing was trained for the ready-made model “${encoder}”; on which clips its publisher has trained it is not known.`,
          ...modelUseSentences(use),
        ].join(' '),
      );
  }
  const known = runs.filter(({ settings, leakage }) => {
    const { newSpeakers } = PROTOCOL_INFO[settings.protocol.name];
    return !newSpeakers && leakage.speakers > 0;
  });
  if (known.length > 0)
    cautions.push('Training and test share speakers, so results say little about new speakers.');
  return [...new Set(cautions)];
}
