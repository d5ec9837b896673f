/** What files are that are named like sounds and are none: what each is, and what to do about it. */
import { UserError } from '#shared/failure.ts';
import { textAt } from './bytes.ts';

interface OtherFile {
  /** How the file begins. A text that is a pattern is of the first characters, without a mark of the byte order and spaces. */
  begins: string | RegExp;
  /** Offset of `begins`; 0 if it is left out. */
  at?: number;
  reason: string;
}

const UNPACK = 'Unpack it, and scan the folder with its files.';
const PICTURE = 'This is a picture, not a sound. Remove it, or correct its name.';
const LOSSLESS = 'It is not supported: convert it to FLAC or WAV, for instance with ffmpeg.';

/** In this order: a more special kind before the one that it is a case of. */
const OTHER_FILES: readonly OtherFile[] = [
  { begins: 'PK\x03\x04', reason: `This is a ZIP file, not a sound. ${UNPACK}` },
  { begins: '\x1f\x8b', reason: `This is a file compressed with gzip, not a sound. ${UNPACK}` },
  { begins: 'BZh', reason: `This is a file compressed with bzip2, not a sound. ${UNPACK}` },
  { begins: '\xfd7zXZ\0', reason: `This is a file compressed with xz, not a sound. ${UNPACK}` },
  { begins: '\x28\xb5\x2f\xfd', reason: `This is a file compressed with Zstandard, not a sound. ${UNPACK}` },
  { begins: '7z\xbc\xaf\x27\x1c', reason: `This is a 7-Zip archive, not a sound. ${UNPACK}` },
  { begins: 'Rar!\x1a\x07', reason: `This is a RAR archive, not a sound. ${UNPACK}` },
  { begins: 'ustar', at: 257, reason: `This is a tar archive, not a sound. ${UNPACK}` },
  {
    begins: '\0\x05\x16\x07',
    reason:
      'This is an AppleDouble file: macOS keeps properties of the file without “._” in it, and no sound. Delete it.',
  },
  { begins: '%PDF-', reason: 'This is a PDF document, not a sound. Remove it, or correct its name.' },
  { begins: '\x89PNG', reason: PICTURE },
  { begins: '\xff\xd8\xff', reason: PICTURE },
  { begins: 'GIF8', reason: PICTURE },
  {
    begins: 'MThd',
    reason: 'This is a MIDI file: it has notes and no sound. Remove it.',
  },
  { begins: '\x93NUMPY', reason: 'This is an array of NumPy, not a sound file. Write it as WAV.' },
  { begins: 'wvpk', reason: `This is a WavPack file. ${LOSSLESS}` },
  { begins: 'MAC ', reason: `This is a Monkey’s Audio file. ${LOSSLESS}` },
  { begins: 'ajkg', reason: `This is a Shorten file. ${LOSSLESS}` },
  { begins: 'TTA1', reason: `This is a True Audio file. ${LOSSLESS}` },
  { begins: /^(MPCK|MP\+)/, reason: `This is a Musepack file. ${LOSSLESS}` },
  { begins: 'Creative Voice File', reason: `This is a Creative Voice file. ${LOSSLESS}` },
  { begins: 'RIFF', reason: 'RIFF file without sound, not WAV. Convert it to WAV.' },
  {
    begins: /^<(!doctype html|html|head|body)\b/i,
    reason:
      'This is a web page, not a sound: the address that it was downloaded from needs a login, or no longer has the file. Open it in a browser to see why, then download the file again.',
  },
  {
    begins: /^<(\?xml|[a-z])/i,
    reason:
      'This is an XML file, not a sound. Its source may have answered with an error: download it again.',
  },
  {
    begins: /^[{[]\s*["{[\d\]}-]/,
    reason:
      'This is a JSON file, not a sound. Its source may have answered with an error: download it again.',
  },
];

const HEAD_CHARACTERS = 512;

/** What a file is that no container reads, and what to do. Never empty. */
export function nameOther(bytes: Uint8Array): string {
  const head = textAt(bytes, 0, HEAD_CHARACTERS);
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  const known = OTHER_FILES.find(({ begins, at = 0 }) =>
    typeof begins === 'string' ? head.startsWith(begins, at) : begins.test(text),
  );
  if (known !== undefined) return known.reason;
  if (bytes.every((byte) => byte === 0)) {
    return 'The file contains only zeros: it was not completely copied or downloaded. Copy it again from its source.';
  }
  if (/^[\t\n\r\x20-\x7e]+$/.test(text))
    return 'This is a text file, not a sound. Copy the sound again from its source, or remove the file.';
  return 'This is not a sound file of a known kind. Convert it to WAV, or copy it again from its source.';
}

/**
 * Rejects a small file that stands for a sound that was not downloaded, of Git LFS or git-annex.
 * @throws UserError `lfs-pointer`.
 */
export function rejectPointer(bytes: Uint8Array): void {
  if (textAt(bytes, 0, 42) === 'version https://git-lfs.github.com/spec/v1') {
    throw new UserError(
      'lfs-pointer',
      'This is a Git LFS pointer, not an audio file. Run "git lfs pull" in the cloned folder.',
    );
  }
  // A locked file of git-annex is a link; where the system has no links, its text is the file.
  if (/^(\.\.\/|\/)*(\.git\/)?annex\/objects\//.test(textAt(bytes, 0, 128))) {
    throw new UserError(
      'lfs-pointer',
      'This is a git-annex pointer, not an audio file. Run "git annex get ." in the cloned folder.',
    );
  }
}
