import { z } from 'zod';
import { groupDefaults, optionalGroup, setting, singleSetting, type ValueOf } from './setting.ts';

/** Initial weights of a run, instead of weights drawn from its seed (transfer learning). */
export const startWeightsGroup = optionalGroup({
  section: 'weights',
  shorthand: 'from',
  settings: {
    /** The absolute path of a weights file of Keras or of the laboratory; or the id of a run, whose model is used. */
    from: setting({
      schema: z.string().min(1),
      default: '',
      label: 'Start weights',
      help: 'Start from the weights of a file (.h5 of Keras, .safetensors) or of another run of this network.',
      flag: '--start-weights <file|run>',
      summary: (from) => `started from ${from}`,
    }),
    foldChannels: setting({
      schema: z.boolean(),
      default: false,
      absent: false,
      label: 'Convert RGB first layer to one channel',
      help: 'Sum the three channels of weights that were made for images, because features have one.',
      flag: '--fold-channels',
    }),
    /** SHA-256 (hex) of the file, set when the run is recorded; null: any. */
    sha256: setting({
      schema: z.string().nullable(),
      default: null,
      absent: null,
      label: 'SHA-256 of the start weights',
      help: 'Set when the run is recorded.',
      flag: null,
    }),
  },
});
export type StartWeights = NonNullable<ValueOf<typeof startWeightsGroup>>;

/** Start weights without a source. */
export const DEFAULT_START_WEIGHTS: StartWeights = groupDefaults(startWeightsGroup);

export const freezeSettings = {
  freezeUpTo: singleSetting({
    section: 'weights',
    schema: z.string().nullable(),
    default: null,
    absent: null,
    label: 'Freeze up to layer',
    help: 'This layer and all layers before it keep their weights; only the layers after it are trained.',
    flag: '--freeze-up-to <layer>',
    summary: (layer) => (layer === null ? null : `frozen up to ${layer}`),
  }),
};
