import type { Command } from 'commander';
import type { Session } from './session.ts';

/** Options of every command. */
export interface CommonOptions {
  json?: boolean;
  quiet?: boolean;
  data?: string;
  /** Only of commands that use an engine. */
  device?: string;
}

/** Runs a command's body with a session for its common options. */
export type WithSession = (
  options: CommonOptions,
  body: (session: Session) => Promise<void>,
) => Promise<void>;

/** What a command declares itself with. */
export interface CommandTools {
  /** Adds a command with the common options. A hidden one is not in the help. */
  command(name: string, description: string, options?: { hidden?: boolean }): Command;
  withSession: WithSession;
}

/** Adds a command with its arguments, options and help. */
export type DeclareCommand = (tools: CommandTools) => void;
