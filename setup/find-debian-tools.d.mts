export function debianToolsProblem(options?: {
  fetch?: boolean;
  say?: (line: string) => void;
}): string | null;
