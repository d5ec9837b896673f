/** For which files the installers offer the program, on each system. Runs are its own; for sounds it is no default. */
import type { FileAssociation } from 'electron-builder';
import { ARCHIVE_ENDING } from '../../src/shared/archives.ts';
import { LINK_SCHEME } from '../../src/shared/run-links.ts';
import { OFFERED_ENDINGS } from '../../src/shared/sound-endings.ts';

export const RUN_ARCHIVE = {
  ext: ARCHIVE_ENDING,
  name: 'neural-SER run',
  description: 'Run of neural-SER',
  mimeType: 'application/x-neural-ser-run',
} as const satisfies FileAssociation;

/**
 * The MIME types that desktops of Linux give files with these endings: the names of shared-mime-info 2.2, and of newer versions
 * where they differ. None: it does not know the format.
 */
const MIME_TYPES: Readonly<Record<string, readonly string[]>> = {
  wav: ['audio/x-wav', 'audio/vnd.wave'],
  wave: [],
  rf64: [],
  bwf: [],
  flac: ['audio/flac'],
  aif: ['audio/x-aiff'],
  aiff: ['audio/x-aiff'],
  aifc: ['audio/x-aifc'],
  au: ['audio/basic'],
  snd: ['audio/basic'],
  caf: [],
  w64: [],
  sph: [],
  nist: [],
  ogg: ['audio/ogg', 'audio/x-vorbis+ogg', 'audio/x-flac+ogg'],
  oga: ['audio/ogg'],
  opus: ['audio/x-opus+ogg'],
  // By its ending, desktops take it for a video.
  webm: ['audio/webm', 'video/webm'],
  mka: ['audio/x-matroska'],
  m4a: ['audio/mp4'],
  aac: ['audio/aac'],
  wma: ['audio/x-ms-wma'],
  amr: ['audio/AMR'],
  mp3: ['audio/mpeg'],
  mp2: ['audio/mp2'],
};

/** @throws Error for an ending without a line in {@link MIME_TYPES}. */
export const soundTypes = (): string[] => [
  ...new Set(
    OFFERED_ENDINGS.flatMap((ending) => {
      const types = MIME_TYPES[ending];
      if (types === undefined) throw new Error(`MIME_TYPES names no types of .${ending}.`);
      return types;
    }),
  ),
];

/** Fills in the types of a desktop entry for Linux. */
export const desktopEntry = (template: string): string =>
  template.replace(
    '@TYPES@',
    [RUN_ARCHIVE.mimeType, ...soundTypes(), `x-scheme-handler/${LINK_SCHEME}`]
      .map((type) => `${type};`)
      .join(''),
  );

/** Fills in the endings of the script of Windows' installer. */
export const installerScript = (template: string): string => {
  const lines = (macro: string) =>
    OFFERED_ENDINGS.map((ending) => `  !insertmacro ${macro} ${ending}`).join('\n');
  return template
    .replace('@OFFER@', lines('offerForEnding'))
    .replace('@WITHDRAW@', lines('withdrawForEnding'));
};

/** For macOS; `Alternate`: another program stays the default. */
export const SOUND_ASSOCIATION = {
  ext: [...OFFERED_ENDINGS],
  name: 'Sound',
  role: 'Viewer',
  rank: 'Alternate',
} as const satisfies FileAssociation;
