import { z } from 'zod';
import { namesOf, setting, settingGroup } from './setting.ts';

/** The schedules of the learning rate by name. The formulas are in `core/training/schedule.ts`. */
const SCHEDULES = {
  constant: { about: 'The same learning rate in every step.' },
  cosine: { about: 'Falls slowly to zero, with small steps at the end.' },
  'one-cycle': { about: 'Rises to its highest value, then falls almost to zero.' },
};
export type ScheduleKind = keyof typeof SCHEDULES;

export const scheduleGroup = settingGroup({
  section: 'schedule',
  shorthand: 'kind',
  settings: {
    kind: setting({
      schema: namesOf(SCHEDULES),
      default: 'cosine',
      thesis: 'constant',
      label: 'Learning rate schedule',
      help: 'How the learning rate changes during a run.',
      choices: SCHEDULES,
      flag: '--schedule <kind>',
      summary: (kind) => `${kind} schedule`,
    }),
    warmupShare: setting({
      schema: z.number().min(0).max(0.9),
      default: 0.1,
      thesis: 0,
      label: 'Warm-up',
      help: 'Share of the steps in which the learning rate rises from zero. It makes the first steps stable.',
      percent: true,
      flag: '--warmup-share <share>',
      usedWhen: { setting: 'schedule.kind', isNot: ['constant'] },
    }),
  },
});
