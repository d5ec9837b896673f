/** Limits and intervals that the laboratory, its doors and the page share. */

/** Characters of the name of a corpus; longer names do not fit into tables. */
export const MAX_CORPUS_NAME_CHARACTERS = 60;
/** Of a corpus that the user records. A speaker who reads a thousand prompts needs two hours. */
export const MAX_OWN_SENTENCES = 500;
export const MAX_REPETITIONS = 20;
/** Prompts of one speaker: sentences × emotions × repetitions. */
export const MAX_OWN_PROMPTS = 5000;
export const MAX_OWN_SPEAKERS = 300;
/** Characters of the statement to which a speaker consents. */
export const MAX_STATEMENT_CHARACTERS = 10_000;
/** Maximum seconds of one take: a sentence, and much silence around it. */
export const MAX_TAKE_SECONDS = 120;
/** Characters of the regular expression of a rule. Its cost for each path grows with them. */
export const MAX_RULE_PATTERN_CHARACTERS = 500;
/** Words that a rule maps to labels. */
export const MAX_RULE_WORDS = 2000;
/** Words of the user for emotions, and characters of one. The longest shipped phrase has 24. */
export const MAX_OWN_WORDS = 10_000;
export const MAX_WORD_CHARACTERS = 100;
/** Bytes of a table of words that is imported: each of 10,000 words, its label and its separators. */
export const MAX_WORDS_CSV_BYTES = 4 * 2 ** 20;
/** Clips that one change corrects: the largest corpora that are listed fluently. */
export const MAX_CORRECTED_CLIPS = 12_000;
/** Characters of the note of a correction. */
export const MAX_CORRECTION_NOTE_CHARACTERS = 1000;
/** Bytes of a table of corrections that is imported. */
export const MAX_CORRECTIONS_CSV_BYTES = 32 * 2 ** 20;
/** Characters of the name of a run or a recording. */
export const MAX_NAME_CHARACTERS = 200;
export const MAX_TAG_CHARACTERS = 100;
export const MAX_NOTES_CHARACTERS = 100_000;
/** Tags of a run in a form. */
export const MAX_TAGS = 50;
/** Characters of a call's name. */
export const MAX_CALL_CHARACTERS = 200;

/** Default number of runs in an answer of `runs.list`. Parsing them does not delay a frame of a page. */
export const RUNS_PER_ANSWER = 1000;
/** Maximum number of runs in an answer of `runs.list`, and in the table. */
export const MAX_LISTED_RUNS = 10_000;
/** Maximum number of clips in an answer. */
export const MAX_LISTED_CLIPS = 100_000;
/** Default number of predictions in an answer of `runs.predictions`. */
export const PREDICTIONS_PER_ANSWER = 1000;

/** Maximum number of runs or groups in a comparison. More cannot be told apart in a plot. */
export const MAX_COMPARED_ITEMS = 8;
/** Maximum number of runs in a group of a comparison. */
export const MAX_GROUP_RUNS = 100;

/** Maximum number of runs, and of corpora, in a matrix trained-on × tested-on. More do not fit on a screen. */
export const MAX_MATRIX_RUNS = 50;
export const MAX_MATRIX_CORPORA = 50;

/** Number of batches that are kept of a running run, and of points of its curve. Enough for the width of any screen. */
export const MAX_CURVE_POINTS = 2000;
/**
 * Maximum bytes of the file of a clip: over twenty minutes of 16-bit sound at 48 kHz. No clip of one emotion is longer, and
 * decoding takes up to four times as much memory.
 */
export const MAX_CLIP_BYTES = 128 * 2 ** 20;
/**
 * Minimum seconds of a clip: one frame of the level and about two analysis windows of speech features. A shorter file is a
 * click or the rest of a damaged one, and no emotion can be heard in it.
 */
export const MIN_CLIP_SECONDS = 0.05;
/** Maximum samples per channel of a clip in a compressed format, whose file says little about its length: as many. */
export const MAX_CLIP_FRAMES = 2 ** 26;
/** Maximum samples per channel of a sound that is predicted: over three hours at 44.1 kHz. They take 2 GB. */
export const MAX_PREDICTED_FRAMES = 2 ** 29;
/** Maximum bytes of the file of a sound that is predicted: nine hours of 16 kHz mono, or 96 minutes of a stereo CD. */
export const MAX_PREDICTED_BYTES = 2 ** 30;
/** Maximum seconds of a sound that is played, shown or recorded. */
export const MAX_SOUND_SECONDS = 600;

/** Milliseconds between two bundles of events, at most ten per second. */
export const EVENT_BUNDLE_MS = 100;
/** Milliseconds between two updates of the list of runs with new epochs. The list may be long. */
export const EPOCHS_IN_LIST_MS = 1000;
/** Number of events that the served door stores: hours of a typical training, minutes of the fastest. About 10 MB. */
export const MAX_REMEMBERED_EVENTS = 20_000;
/** Maximum number of events in a message, so that a page that catches up does not delay answers. */
export const MAX_EVENTS_PER_MESSAGE = 1000;
/** Maximum bytes of a page's message. Larger messages are rejected. Four hours of speech at 16 kHz are larger. */
export const MAX_PAGE_MESSAGE_BYTES = 64 * 2 ** 20;
/** Maximum bytes of all messages that the served door is receiving, and of the inputs of all calls that run. */
export const MAX_RECEIVED_BYTES = 4 * MAX_PAGE_MESSAGE_BYTES;
/** Maximum number of calls of a page that run at the same time. The page keeps others until one has ended. */
export const MAX_CALLS_PER_PAGE = 32;
/** Maximum number of running calls of all pages, with those that closed pages have left. Others are rejected. */
export const MAX_CALLS = 256;
/** Maximum number of pages that are open at the same time. */
export const MAX_PAGES = 64;
/** Maximum number of runs that one request starts. */
export const MAX_STARTED_RUNS = 50;
/** Maximum bytes of the weights of a run archive, or of the clips of an own corpus, that a page downloads. Five folds of VGG19 take 400 MB. */
export const MAX_ANSWERED_ARCHIVE_BYTES = 200 * 2 ** 20;
/** Maximum bytes of run archives that a page uploads in one message. */
export const MAX_UPLOAD_BYTES = MAX_PAGE_MESSAGE_BYTES - 2 ** 20;
