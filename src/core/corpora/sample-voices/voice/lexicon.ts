/**
 * The pronunciation of each word: ARPABET, General American, `1` after vowels that can have a pitch accent, `0` after
 * the others (function words have none). Words are separated by semicolons.
 */
const ENTRIES = `
a AH0; about AH0 B AW1 T; after AE0 F T ER0; airplane EH1 R P L EY0 N; alarm AH0 L AA1 R M; almost AO1 L M OW0 S T;
answer AE1 N S ER0; appointment AH0 P OY1 N T M AH0 N T; are AA0 R; at AE0 T; be B IY0; before B IH0 F AO1 R;
behind B IH0 HH AY1 N D; birds B ER1 D Z; boat B OW1 T; bread B R EH1 D; by B AY0; call K AO1 L; can K AE0 N;
children CH IH1 L D R AH0 N; city S IH1 T IY0; clock K L AA1 K; cold K OW1 L D; coming K AH1 M IH0 NG;
couple K AH1 P AH0 L; doctor's D AA1 K T ER0 Z; dogs D AO1 G Z; don't D OW1 N T; door D AO1 R; down D AW1 N;
eleven AH0 L EH1 V AH0 N; every EH1 V R IY0; exactly IH0 G Z AE1 K T L IY0; evening IY1 V N IH0 NG; for F ER0;
forget F ER0 G EH1 T; found F AW1 N D; friend F R EH1 N D; from F R AH0 M; full F UH1 L; garden G AA1 R D AH0 N;
green G R IY1 N; happened HH AE1 P AH0 N D; have HH AE0 V; he HH IY0; her HH ER0; his HH IH0 Z; house HH AW1 S;
i AY0; i'm AY0 M; i've AY0 V; in IH0 N; is IH0 Z; it IH0 T; it's IH0 T S; jacket JH AE1 K AH0 T; kids K IH1 D Z;
kitchen K IH1 CH AH0 N; lamp L AE1 M P; last L AE1 S T; letter L EH1 T ER0; light L AY1 T; like L AY1 K;
maybe M EY1 B IY0; meeting M IY1 T IH0 NG; milk M IH1 L K; minutes M IH1 N AH0 T S; morning M AO1 R N IH0 NG;
my M AY0; near N IH1 R; never N EH1 V ER0; new N UW1; night N AY1 T; of AH0 V; on AA0 N; open OW1 P AH0 N;
our AW0 ER0; over OW0 V ER0; paper P EY1 P ER0; people P IY1 P AH0 L; rain R EY1 N; red R EH1 D; river R IH1 V ER0;
road R OW1 D; said S EH1 D; school S K UW1 L; seen S IY1 N; she SH IY0; sister S IH1 S T ER0; sitting S IH1 T IH0 NG;
slick S L IH1 K; slowly S L OW1 L IY0; snow S N OW1; song S AO1 NG; station S T EY1 SH AH0 N; stop S T AA1 P;
street S T R IY1 T; summer S AH1 M ER0; surface S ER1 F AH0 S; table T EY1 B AH0 L; talking T AO1 K IH0 NG;
that DH AE1 T; the DH AH0; there DH EH1 R; they DH EY0; think TH IH1 NG K; this DH IH1 S; to T UW0;
today T AH0 D EY1; tomorrow T AH0 M AA1 R OW0; train T R EY1 N; tree T R IY1; under AH0 N D ER0;
waiting W EY1 T IH0 NG; was W AH0 Z; water W AO1 T ER0; way W EY1; we W IY0; we'll W IY0 L; went W EH1 N T;
what W AH1 T; will W IH0 L; window W IH1 N D OW0; winter W IH1 N T ER0; with W IH0 TH; wonder W AH1 N D ER0;
word W ER1 D; would W UH0 D; year Y IH1 R; yellow Y EH1 L OW0; you Y UW0; your Y AO0 R; o'clock AH0 K L AA1 K;
say S EY1; old OW1 L D; market M AA1 R K AH0 T; coffee K AO1 F IY0; number N AH1 M B ER0
`;

/** The words of the Toronto set (Northwestern University Auditory Test No. 6) with their pronunciation. */
const TESS_ENTRIES = `
back B AE1 K; bar B AA1 R; base B EY1 S; bath B AE1 TH; bean B IY1 N; beg B EH1 G; bite B AY1 T; boat B OW1 T;
bone B OW1 N; book B UH1 K; bought B AO1 T; burn B ER1 N; cab K AE1 B; calm K AA1 M; came K EY1 M; cause K AO1 Z;
chain CH EY1 N; chair CH EH1 R; chalk CH AO1 K; chat CH AE1 T; check CH EH1 K; cheek CH IY1 K; chief CH IY1 F;
choice CH OY1 S; cool K UW1 L; dab D AE1 B; date D EY1 T; dead D EH1 D; death D EH1 TH; deep D IY1 P; dime D AY1 M;
dip D IH1 P; ditch D IH1 CH; dodge D AA1 JH; dog D AO1 G; doll D AA1 L; door D AO1 R; fail F EY1 L; fall F AO1 L;
far F AA1 R; fat F AE1 T; fit F IH1 T; five F AY1 V; food F UW1 D; gap G AE1 P; gas G AE1 S; gaze G EY1 Z;
germ JH ER1 M; get G EH1 T; gin JH IH1 N; goal G OW1 L; good G UH1 D; goose G UW1 S; gun G AH1 N; half HH AE1 F;
hall HH AO1 L; hash HH AE1 SH; hate HH EY1 T; have HH AE1 V; haze HH EY1 Z; hire HH AY1 R; hit HH IH1 T; hole HH OW1 L;
home HH OW1 M; hurl HH ER1 L; hush HH AH1 SH; jail JH EY1 L; jar JH AA1 R; join JH OY1 N; judge JH AH1 JH;
jug JH AH1 G; juice JH UW1 S; keen K IY1 N; keep K IY1 P; keg K EH1 G; kick K IH1 K; kill K IH1 L; king K IH1 NG;
kite K AY1 T; knock N AA1 K; late L EY1 T; laud L AO1 D; lean L IY1 N; learn L ER1 N; lease L IY1 S; lid L IH1 D;
life L AY1 F; limb L IH1 M; live L IH1 V; loaf L OW1 F; long L AO1 NG; lore L AO1 R; lose L UW1 Z; lot L AA1 T;
love L AH1 V; luck L AH1 K; make M EY1 K; match M AE1 CH; merge M ER1 JH; mess M EH1 S; met M EH1 T; mill M IH1 L;
mob M AA1 B; mode M OW1 D; mood M UW1 D; moon M UW1 N; mop M AA1 P; mouse M AW1 S; nag N AE1 G; name N EY1 M;
near N IH1 R; neat N IY1 T; nice N AY1 S; note N OW1 T; numb N AH1 M; pad P AE1 D; page P EY1 JH; pain P EY1 N;
pass P AE1 S; pearl P ER1 L; peg P EH1 G; perch P ER1 CH; phone F OW1 N; pick P IH1 K; pike P AY1 K; pole P OW1 L;
pool P UW1 L; puff P AH1 F; rag R AE1 G; raid R EY1 D; rain R EY1 N; raise R EY1 Z; rat R AE1 T; reach R IY1 CH;
read R IY1 D; red R EH1 D; ring R IH1 NG; ripe R AY1 P; road R OW1 D; room R UW1 M; rose R OW1 Z; rot R AA1 T;
rough R AH1 F; rush R AH1 SH; said S EH1 D; sail S EY1 L; search S ER1 CH; sell S EH1 L; seize S IY1 Z; shack SH AE1 K;
shall SH AE1 L; shawl SH AO1 L; sheep SH IY1 P; shirt SH ER1 T; should SH UH1 D; shout SH AW1 T; size S AY1 Z;
soap S OW1 P; soup S UW1 P; sour S AW1 ER0; south S AW1 TH; sub S AH1 B; such S AH1 CH; sure SH UH1 R; take T EY1 K;
talk T AO1 K; tape T EY1 P; team T IY1 M; tell T EH1 L; thin TH IH1 N; third TH ER1 D; thought TH AO1 T; thumb TH AH1 M;
time T AY1 M; tip T IH1 P; tire T AY1 R; ton T AH1 N; tool T UW1 L; tough T AH1 F; turn T ER1 N; vine V AY1 N;
voice V OY1 S; void V OY1 D; vote V OW1 T; wag W AE1 G; walk W AO1 K; wash W AA1 SH; week W IY1 K; wheat W IY1 T;
when W EH1 N; which W IH1 CH; whip W IH1 P; white W AY1 T; wife W AY1 F; wire W AY1 R; witch W IH1 CH; yearn Y ER1 N;
yes Y EH1 S; young Y AH1 NG; youth Y UW1 TH
`;

function parseEntries(text: string): Map<string, readonly string[]> {
  return new Map(
    text.split(';').map((entry) => {
      const [word, ...phonemes] = entry.trim().split(/\s+/);
      return [word, phonemes] as const;
    }),
  );
}

const tessWords = parseEntries(TESS_ENTRIES);
const words = parseEntries(ENTRIES);

/** The key words of the Toronto set, in alphabetical order. */
export const TESS_WORDS: readonly string[] = [...tessWords.keys()];

/** The phonemes of a Toronto key word, which is always accented. */
export function pronounceTessWord(word: string): readonly string[] {
  const phonemes = tessWords.get(word);
  if (!phonemes) throw new RangeError(`no pronunciation for the key word "${word}"`);
  return phonemes;
}

/** The phonemes of a word in a sentence, in any case. Throws RangeError for a word that is not in the lexicon. */
export function pronounce(word: string): readonly string[] {
  const phonemes = words.get(word.toLowerCase());
  if (!phonemes) throw new RangeError(`no pronunciation for "${word}"`);
  return phonemes;
}
