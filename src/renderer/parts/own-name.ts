/** A speaker's or sentence's name without its corpus prefix, for use beside the corpus: `RAVDESS/05` → `05`. */
export function ownName(name: string, corpus: string | undefined): string {
  return corpus !== undefined && name.startsWith(`${corpus}/`) ? name.slice(corpus.length + 1) : name;
}
