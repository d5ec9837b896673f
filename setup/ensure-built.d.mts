/** Types of ensure-built.mjs, which runs on a Node that cannot strip types. */
export function ensureWindow(node: string): Promise<void>;
