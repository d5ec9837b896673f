import type { FileInput, Reading } from '#core/reader/reading.ts';
import type { OwnWord } from '#shared/emotion-words.ts';
import { type CompanionFacts, companionFactsSchema } from './companion-tables.ts';
import type { PublishedLayout } from './registry.ts';

interface CompanionInput extends FileInput {
  layout: PublishedLayout;
  /** The user's words for emotions. */
  ownWords?: readonly OwnWord[];
}

/** A corpus's own table beside its clips, see {@link parseCompanion}. */
export const companionReading: Reading<CompanionInput, CompanionFacts> = {
  kind: 'companion',
  // A table of 64 MB takes a gigabyte while it is parsed.
  seconds: 2,
  megabytes: 300,
  bytesPerByte: 20,
  code: 'table-unreadable',
  result: companionFactsSchema,
};
