import { leaveOneOut } from './leave-one-speaker-out.ts';

/** One fold for each group, as `leave-one-speaker-out` has one for each speaker: the five sessions of IEMOCAP. */
export const leaveOneGroupOut = leaveOneOut('group');
