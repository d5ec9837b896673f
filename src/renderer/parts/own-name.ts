/** A speaker's or a sentence's name without the corpus before it, where that is said already: `RAVDESS/05` → `05`. */
export function ownName(name: string, corpus: string | undefined): string {
  return corpus !== undefined && name.startsWith(`${corpus}/`) ? name.slice(corpus.length + 1) : name;
}
