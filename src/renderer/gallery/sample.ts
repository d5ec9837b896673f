import type { ComponentType } from 'react';

/** The states of one part, by name. */
export type Sample = Readonly<Record<string, ComponentType>>;

/** A sample and the file name of its part. */
export interface NamedSample {
  name: string;
  states: Sample;
}
