import { independent } from './speaker-independent.ts';

/** Draws whole groups (sessions, dialogues, a column of the user's) for test and validation, as speakers are drawn. */
export const groupIndependent = independent('group');
