import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';

/** What a network's file exports: everything that the program says and does with it. */
export interface NetworkDefinition {
  /** As settings and records have it. Never changed. */
  name: string;
  /** One line on what it is, for a list to choose from. */
  about: string;
  /** The kind of features that it can be trained on; `mel` if absent. */
  kind?: FeatureSettings['kind'];
  /** The name of the built-in features that it was designed for; `encoder`: those of any encoder, `joined`: those joined with log-mel. */
  features: string;
  /** The smallest number of bands and of frames; 1 if absent. */
  minInput?: number;
  write(input: NetworkInput): Architecture;
}
