/** The name under which the user started this program, for the commands that it suggests. */
export const COMMAND_NAME = process.env.NEURAL_SER_COMMAND ?? 'neural-ser';
