/** A phrase that text for users does not contain. */
export interface Phrase {
  find: RegExp;
  /** The replacement, or how to find one. */
  use: string;
  /** `command`: also searched in code blocks of documents. */
  in?: 'command';
}

/**
 * Phrases that GLOSSARY.md and the wording rules replace. A legitimate use is marked with `wording-ignore: REASON` in a
 * comment on its line or the line above.
 */
export const PHRASES: readonly Phrase[] = [
  // The glossary: one word for one thing.
  { find: /\bfigures\b/i, use: 'results, metrics' },
  { find: /\bjudg(?:e|es|ed|ing|ement|ements|ment|ments)\b/i, use: 'predict, predicted, prediction' },
  { find: /\bheard\b/i, use: 'actual, unseen, recorded, played' },
  { find: /\bthe truth\b|\btruths?\b/i, use: 'actual emotion, actual value' },
  { find: /\brecognisers?\b/i, use: 'model' },
  { find: /\brecipes?\b/i, use: 'features, feature settings' },
  { find: /\bbegun\b/i, use: 'started' },
  { find: /^waiting$/i, use: 'queued' },
  { find: /\b(?:the|in|into|from|to) bin\b|^bin$/i, use: 'trash' },
  { find: /^keep$/i, use: 'save' },
  { find: /^voices$/i, use: 'data (real, synthetic)' },
  { find: /^remarks$/i, use: 'warnings' },
  { find: /--recipe\b/, use: '--features', in: 'command' },
  { find: /\bneural-ser (?:-- )?recognise\b/, use: 'predict', in: 'command' },

  // Unusual words for a place or a state.
  {
    find: /\bstands? (?:in|on|at|by|beside|above|below|between|here|there|with|for itself|next)\b/i,
    use: 'is',
  },
  { find: /\b(?:lies|lie) (?:in|on|at|beside|above|below|between|here|there|within)\b/i, use: 'is' },
  { find: /\bgo(?:es)? away\b/i, use: 'is removed, disappears' },
  { find: /\bto be had\b/i, use: 'available' },
  { find: /\bas at first\b/i, use: 'reset' },
  { find: /\banew\b/i, use: 'again, new' },
  { find: /\bleft out\b/i, use: 'skipped' },
  { find: /\bsees? to\b|\bsaw to\b/i, use: 'install, check, make sure' },
  { find: /\btried out\b|\btries out\b/i, use: 'tested, checked' },
  { find: /\bexamine again\b/i, use: 'check again' },
  { find: /\bin one go\b|\beverything once\b/i, use: 'all steps' },
  { find: /\bto hold against\b/i, use: 'to compare with' },
  { find: /(?<!checked )\bon both sides\b|\bon one side only\b/i, use: 'in both training and test' },
  { find: /\bfor want of\b/i, use: 'because … is missing' },
  { find: /\bwith a word\b|\bin one word\b|\bworth a word\b/i, use: '(say it directly)' },

  // Inverted or roundabout sentences.
  {
    find: /(?<!\bthere )\bis no (?!longer\b|more\b|way\b|need\b|reason\b|one\b)[a-z]/i,
    use: 'is not a …',
  },
  { find: /\b(?:is|are|was|were) (?:not )?to be (?!able\b)[a-z]+/i, use: 'can be, must be, will be' },
  { find: /\bwhat will happen\b/i, use: 'Plan' },
  { find: /\bnobody (?:can tell|knows|speaks)\b/i, use: '(say what is unknown; “no speech”)' },
  { find: /\bto hear and see\b|\bworth hearing\b/i, use: 'play, listen' },
  { find: /\bmost like\b/i, use: '(the emotion and its probability)' },
  { find: /\bsurest\b|\bsurer\b/i, use: 'most confident' },
  { find: /\bhalf as much again\b|\ba third less\b/i, use: '−33 % / +50 %' },
  { find: /\bhad this run in hand\b|\bwent down\b/i, use: 'was closed, shut down' },
  { find: /\bthat can be read\b/i, use: 'readable; is not an audio file' },
  { find: /\bcomputes rightly\b/i, use: 'verified' },
  { find: /\bdoes not know (?:this|the) page\b/i, use: 'Session expired.' },

  // Old labels.
  { find: /\bepochs, at most\b/i, use: 'Max epochs' },
  { find: /\bweigh: all the same\b/i, use: 'Class weights: balanced' },
  { find: /\bcounted from epoch\b/i, use: 'Watch from epoch' },
  { find: /\bcounted already\b/i, use: 'Duplicate' },
  { find: /\bfold a first layer\b/i, use: 'Convert RGB first layer to one channel' },
  { find: /\bwhole path\b/i, use: 'Full path' },
  { find: /\bas below\b/i, use: 'Custom' },
  { find: /\bbegin with voices\b/i, use: 'Add speech data' },
  { find: /\bthe folder above\b/i, use: 'Up one level' },
  { find: /\bdownload that of all\b|\bone of all\b/i, use: 'All corpora (one CSV)' },
  { find: /\ba file of the kind\b/i, use: 'AIFF file (not WAV).' },
  { find: /\bas published\b/i, use: 'Original label' },
  { find: /\bacross: epochs\b/i, use: 'Epoch (an axis title)' },
  { find: /\bnothing unusual\b/i, use: 'Warnings: none' },
  { find: /\bthe system[’']s choice\b/i, use: 'Default microphone' },
  { find: /\bas this machine is\b/i, use: 'Automatic' },
];
