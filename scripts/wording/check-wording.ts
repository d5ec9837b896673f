// Finds phrases that GLOSSARY.md and the wording rules replace in the text that users read: the string literals and JSX
// text of the sources and scripts, and the documents. Exits with 1 if there are any. `--count` counts each phrase.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FoundText, textsOfMarkdown, textsOfTypeScript } from './find-texts.ts';
import { PHRASES, type Phrase } from './phrases.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Migrations name columns of old laboratories, phrases.ts has the phrases, and the sample voices speak sentences. */
const EXEMPT =
  /[/\\](?:migrations[/\\]|wording[/\\]phrases|sample-voices[/\\](?:sentences|voice[/\\]lexicon))/;
/** The changelog and the glossary are not checked, because they name old words. */
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const IGNORE = 'wording-ignore:';
/** Only this many hits are listed. */
const MAX_SHOWN = 60;

interface Hit {
  path: string;
  line: number;
  phrase: Phrase;
  text: string;
}

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !EXEMPT.test(path));
}

/** The phrases in the texts of a file. */
export function hitsIn(path: string, source: string): Hit[] {
  const texts: FoundText[] = path.endsWith('.md') ? textsOfMarkdown(source) : textsOfTypeScript(path, source);
  const lines = source.split('\n');
  const isIgnored = (line: number) =>
    [lines[line - 1], lines[line - 2]].some((text) => text?.includes(IGNORE) ?? false);
  return texts.flatMap(({ text, line, isCode }) =>
    PHRASES.filter(({ find, in: where }) => (!isCode || where === 'command') && find.test(text))
      .filter(() => !isIgnored(line))
      .map((phrase) => ({ path, line, phrase, text })),
  );
}

function check(): void {
  const paths = [
    ...['src', 'setup', 'scripts'].flatMap((folder) => filesUnder(folder, /\.(?:tsx?|mjs)$/)),
    ...filesUnder('docs', /\.md$/),
    ...DOCUMENTS.map((name) => join(root, name)),
  ];
  const hits = paths.sort().flatMap((path) => hitsIn(path, readFileSync(path, 'utf8')));
  if (process.argv.includes('--count')) {
    for (const phrase of PHRASES) {
      const count = hits.filter((hit) => hit.phrase === phrase).length;
      console.log(`${String(count).padStart(5)}  ${phrase.find.source}`);
    }
  } else {
    for (const { path, line, phrase, text } of hits.slice(0, MAX_SHOWN)) {
      const [words] = phrase.find.exec(text) ?? [''];
      console.log(
        `${relative(root, path).split(sep).join('/')}:${line}  “${words}” → ${phrase.use}   in: ${excerpt(text, words)}`,
      );
    }
    if (hits.length > MAX_SHOWN) console.log(`… and ${hits.length - MAX_SHOWN} more; --count counts them.`);
  }
  if (hits.length > 0) console.log(`${hits.length} phrases to replace.`);
  process.exitCode = hits.length === 0 ? 0 : 1;
}

/** The text around the words, in one line. */
function excerpt(text: string, words: string): string {
  const at = Math.max(0, text.indexOf(words) - 30);
  return text
    .slice(at, at + words.length + 60)
    .replace(/\s+/g, ' ')
    .trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
