import { AUGMENTATIONS, isAugmentationOff } from './augmentation.ts';
import type { RunSettings } from './catalogue.ts';
import type { FeatureSettings } from './features.ts';

/** The settings that depend on the kind of the features, if the user does not give them. */
export const KIND_DEFAULTS: Record<FeatureSettings['kind'], Pick<RunSettings, 'network' | 'augmentation'>> = {
  mel: { network: 'compact', augmentation: AUGMENTATIONS.standard },
  // The augmentation is made for bands, which are next to similar ones. The values of an encoder have no order.
  encoder: { network: 'encoder-head', augmentation: AUGMENTATIONS.none },
  // Only the mel bands are augmented.
  joined: { network: 'joined-head', augmentation: AUGMENTATIONS.standard },
};

/** The settings that come with features of another kind. What is made for mel bands stays where there are mel bands before and after. */
export function changeOfKind(
  before: FeatureSettings['kind'],
  kind: FeatureSettings['kind'],
): Partial<RunSettings> {
  if (kind === before) return {};
  const { network, augmentation } = KIND_DEFAULTS[kind];
  return before === 'encoder' || kind === 'encoder' ? { network, augmentation } : { network };
}

/** A network as far as it matters for the kind of features. */
interface NetworkKind {
  name: string;
  kind: FeatureSettings['kind'];
}

/** Why a run cannot have these features, as sentences; null if it can. */
export function featureKindProblem(
  { network, features, augmentation }: Pick<RunSettings, 'network' | 'features' | 'augmentation'>,
  networks: readonly NetworkKind[],
): string | null {
  const { kind } = features;
  const known = networks.find(({ name }) => name === network);
  if (known !== undefined && known.kind !== kind) {
    const fitting = networks.filter((one) => one.kind === kind).map(({ name }) => name);
    return `The network ${network} is for ${FEATURE_KINDS[known.kind]}, and ${features.name} gives ${FEATURE_KINDS[kind]}. Choose the network ${fitting.join(' or ')}, or other features.`;
  }
  // Other recordings are sounds, which an encoder can be given.
  if (kind === 'encoder' && !isAugmentationOff({ ...augmentation, recordings: 0 })) {
    return 'This augmentation is made for mel bands and would change the values of an encoder without meaning. Choose the augmentation “none”; only other recordings can be added to it.';
  }
  return null;
}

/** What each kind gives, in the plural. */
const FEATURE_KINDS: Record<FeatureSettings['kind'], string> = {
  mel: 'mel bands',
  encoder: 'the frames of an encoder',
  joined: 'mel bands joined with the frames of an encoder',
};
