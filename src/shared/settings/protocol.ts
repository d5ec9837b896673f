import { z } from 'zod';
import { PROTOCOL_INFO, protocolsWith } from '#shared/protocols.ts';
import { namesOf, setting, settingGroup, type ValueOf } from './setting.ts';

/** How clips are divided into train, validation and test. The seed is the run's. */
export const protocolGroup = settingGroup({
  section: 'run',
  shorthand: 'name',
  settings: {
    name: setting({
      schema: namesOf(PROTOCOL_INFO),
      default: 'speaker-independent',
      thesis: 'random',
      label: 'Protocol',
      help: 'Which clips are used for training and which for testing. It decides what the results mean.',
      choices: PROTOCOL_INFO,
      flag: '--protocol <name>',
    }),
    folds: setting({
      schema: z.number().int().min(2).max(100),
      default: 5,
      label: 'Folds',
      help: 'The clips are divided into this many parts. Each part is the test set once. More parts take more time.',
      flag: '--folds <n>',
      usedWhen: { setting: 'protocol.name', is: protocolsWith('folds') },
    }),
    validationShare: setting({
      schema: z.number().min(0).max(0.9),
      default: 0.2,
      label: 'Validation',
      help: 'Share of the clips that is not trained on, but checked after each epoch.',
      percent: true,
      flag: '--validation-share <share>',
      usedWhen: { setting: 'protocol.name', is: protocolsWith('validationShare') },
    }),
    testShare: setting({
      schema: z.number().min(0.01).max(0.9),
      default: 0.2,
      label: 'Test',
      help: 'Share of the clips that is only used to test the trained network.',
      percent: true,
      flag: '--test-share <share>',
      usedWhen: { setting: 'protocol.name', is: protocolsWith('testShare') },
    }),
  },
});
export type Protocol = ValueOf<typeof protocolGroup>;
