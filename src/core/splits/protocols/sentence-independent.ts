import { independent } from './speaker-independent.ts';

/** Draws whole sentences for test and validation, as `speaker-independent` draws speakers. */
export const sentenceIndependent = independent('sentence');
