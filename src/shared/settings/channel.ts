import { namesOf, singleSetting } from './setting.ts';

/** Which channel of a sound with several is used. `louder`: the one with the most energy in the whole clip. */
const CHANNELS = {
  mean: { about: 'The mean of all channels.' },
  left: { about: 'The first channel.' },
  right: { about: 'The second channel.' },
  louder: { about: 'The channel with the most energy in the clip.' },
} as const;

export type Channel = keyof typeof CHANNELS;

export const channelSetting = {
  channel: singleSetting({
    section: 'run',
    schema: namesOf(CHANNELS),
    default: 'mean',
    absent: 'mean',
    label: 'Channel',
    help: 'Which channel of a stereo recording is used. Choose one if the channels differ, or cancel each other out.',
    choices: CHANNELS,
    flag: '--channel <name>',
  }),
};
