export function slurmProgram(name: string): string | null;
export function slurmProblem(options?: { fetch?: boolean; say?: (line: string) => void }): string | null;
