/** See find-browser.mjs, which runs before there is a Node that strips types. */
export function findBrowser(options?: {
  fetch?: boolean;
  node?: string;
  say?: (line: string) => void;
}): { path: string; reason?: undefined } | { path: null; reason: string };
