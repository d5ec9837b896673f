import { ShippedWords } from '#renderer/parts/emotion-words/shipped-words.tsx';
import type { Sample } from './sample.ts';
import { SAMPLE_WORDS } from './sample-words.ts';

const Table = () => <ShippedWords words={SAMPLE_WORDS.shipped} onChange={() => undefined} />;

export const sample: Sample = { 'Words of several languages': Table };
