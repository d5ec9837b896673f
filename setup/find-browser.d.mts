/** Types of find-browser.mjs, which runs on a Node that cannot strip types. */
export function findBrowser(options?: {
  fetch?: boolean;
  node?: string;
  say?: (line: string) => void;
}): { path: string; reason?: undefined } | { path: null; reason: string };
export function findHeadlessBrowser(options?: {
  fetch?: boolean;
  say?: (line: string) => void;
}): string | null;
export function findSoftwareGpu(): string | null;
