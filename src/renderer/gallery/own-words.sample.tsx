import { useState } from 'react';
import { OwnWords } from '#renderer/parts/emotion-words/own-words.tsx';
import type { EmotionWordTable } from '#shared/emotion-words.ts';
import type { Sample } from './sample.ts';
import { SAMPLE_WORDS } from './sample-words.ts';

function Editor({ words }: { words: EmotionWordTable['own'] }) {
  const [typed, setTyped] = useState({ word: '', label: '' });
  return (
    <OwnWords
      words={words}
      typed={typed}
      onType={setTyped}
      busy={false}
      onSave={async () => true}
      onRemove={() => undefined}
    />
  );
}

const None = () => <Editor words={[]} />;
const Some = () => <Editor words={SAMPLE_WORDS.own} />;

export const sample: Sample = { 'No words yet': None, 'Some words': Some };
