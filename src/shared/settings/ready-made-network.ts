/** The network of runs in which a ready-made model was tested and nothing was trained. */
export const READY_MADE_NETWORK = 'ready-made';

/** Whether a run only tested a ready-made model. */
export const isReadyMade = ({ network }: { network: string }): boolean => network === READY_MADE_NETWORK;

/** The settings, by their group, that matter although nothing is trained. */
export const SETTINGS_WITHOUT_TRAINING: readonly string[] = [
  'network',
  'features',
  'channel',
  'labels',
  'corrections',
  'protocol',
  'seed',
];
