import type { EncoderStatus } from '#shared/encoders.ts';

/** An encoder or a ready-made model, whose files can be added, downloaded and removed. */
export type Installable = Omit<EncoderStatus, 'dimensions'>;
