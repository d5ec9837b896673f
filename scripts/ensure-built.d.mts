/** See ensure-built.mjs, which runs before there is a Node that strips types. */
export function ensureWindow(node: string): Promise<void>;
