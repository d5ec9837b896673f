import { Command } from 'commander';
import type { CommandTools, DeclareCommand, WithSession } from './command-declaration.ts';
import { COMMAND_NAME } from './command-name.ts';
import { declareCompare } from './commands/compare.ts';
import { declareComputing } from './commands/computing.ts';
import { declareCorrections } from './commands/corrections.ts';
import { declareDemo } from './commands/demo.ts';
import { declareDoctor } from './commands/doctor.ts';
import { declareEmbeddings } from './commands/embeddings.ts';
import { declareEncoders } from './commands/encoders.ts';
import { declareEvaluate } from './commands/evaluate.ts';
import { declareExplain } from './commands/explain.ts';
import { declareExport } from './commands/export.ts';
import { declareExportModel } from './commands/export-model.ts';
import { declareFeatures } from './commands/features.ts';
import { declareImport } from './commands/import.ts';
import { declareJob } from './commands/job.ts';
import { declareModels } from './commands/models.ts';
import { declareNetwork } from './commands/network.ts';
import { declarePlan } from './commands/plan.ts';
import { declarePredict } from './commands/predict.ts';
import { declarePredictions, declareReport } from './commands/report.ts';
import { declareRuns, declareShow } from './commands/runs.ts';
import { declareRuntime } from './commands/runtime.ts';
import { declareSample } from './commands/sample.ts';
import { declareScan } from './commands/scan.ts';
import { declareServe } from './commands/serve.ts';
import { declareTrain } from './commands/train.ts';
import { declareWords } from './commands/words.ts';

/** All commands, as the help lists them. */
const COMMANDS: readonly DeclareCommand[] = [
  declareDemo,
  declareScan,
  declareCorrections,
  declareWords,
  declareSample,
  declareFeatures,
  declareTrain,
  declareRuns,
  declareShow,
  declareCompare,
  declareReport,
  declarePredictions,
  declareExport,
  declareImport,
  declarePlan,
  declareJob,
  declareEvaluate,
  declareEmbeddings,
  declareExportModel,
  declarePredict,
  declareExplain,
  declareNetwork,
  declareEncoders,
  declareModels,
  declareRuntime,
  declareComputing,
  declareServe,
  declareDoctor,
];

/** The command line: all commands with their arguments and options. */
export function createProgram(version: string, withSession: WithSession): Command {
  const program = new Command(COMMAND_NAME)
    .description(
      'A laboratory for speech emotion recognition: scan corpora, train networks, test them with a leakage check, and predict emotions.',
    )
    .version(version)
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureHelp({
      sortSubcommands: false,
      // Without “[options]”, which every command has.
      subcommandTerm: (command) =>
        [
          command.name(),
          ...command.registeredArguments.map((argument) => {
            const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
            return argument.required ? `<${name}>` : `[${name}]`;
          }),
        ].join(' '),
    });

  const command: CommandTools['command'] = (name, description, { hidden = false } = {}) =>
    program
      .command(name, { hidden })
      .description(description)
      .option('--json', 'print only JSON on standard output')
      .option('--quiet', 'print no progress')
      .option('--data <dir>', "the laboratory's folder");
  for (const declare of COMMANDS) declare({ command, withSession });
  return program;
}
