import type { Command } from 'commander'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { raise } from '../../shared/fault.ts'
import { newCommand } from './command.ts'
import { addCommand } from './connections/add.ts'
import { callbacksCommand } from './connections/callbacks.ts'
import { crafterCommand } from './connections/crafter.ts'
import { editCommand } from './connections/edit.ts'
import { listCommand } from './connections/list.ts'
import { pauseCommand } from './connections/pause.ts'
import { removeCommand } from './connections/remove.ts'
import { renameCommand } from './connections/rename.ts'
import { restoreCommand } from './connections/restore.ts'
import { resumeCommand } from './connections/resume.ts'
import { showCommand } from './connections/show.ts'
import { signInCommand } from './connections/sign-in.ts'
import type { CommandContext } from './context.ts'
import { agentCommand } from './hosts/agent.ts'
import { demoCommand } from './hosts/demo.ts'
import { openCommand } from './hosts/open.ts'
import { serveCommand } from './hosts/serve.ts'
import { exportCommand } from './import-export/export.ts'
import { importCommand } from './import-export/import.ts'
import { networkCommand } from './settings/network.ts'
import { settingsCommand } from './settings/settings.ts'
import { doctorCommand } from './support/doctor.ts'
import { journalCommand } from './support/journal.ts'
import { systemsCommand } from './systems/systems.ts'
import { execCommand } from './tokens/exec.ts'
import { refreshCommand } from './tokens/refresh.ts'
import { rejectedCommand } from './tokens/rejected.ts'
import { testCommand } from './tokens/test.ts'
import { tokenCommand } from './tokens/token.ts'
import { vaultCommand } from './vault/vault.ts'

/** In the order in which a newcomer needs them. */
const COMMANDS = [
  demoCommand,
  openCommand,
  systemsCommand,
  addCommand,
  editCommand,
  signInCommand,
  listCommand,
  showCommand,
  tokenCommand,
  rejectedCommand,
  execCommand,
  refreshCommand,
  testCommand,
  callbacksCommand,
  crafterCommand,
  pauseCommand,
  resumeCommand,
  renameCommand,
  removeCommand,
  restoreCommand,
  importCommand,
  exportCommand,
  agentCommand,
  serveCommand,
  journalCommand,
  vaultCommand,
  settingsCommand,
  networkCommand,
  doctorCommand,
] as const

/** The whole command line. `about` is told which command runs on which connection, before it runs. */
export function createProgram(context: CommandContext, about: (name: string | null) => void): Command {
  const program = newCommand(context, 'everbearer')
    .version(context.version, '-V, --version', context.texts.options.version)
    // Taken out of the words before they come here (input/verbose.ts); this is for the help.
    .option('--verbose', context.texts.options.verbose)
    .helpCommand('help [command]', '')
    .enablePositionalOptions()
    .hook('preAction', (_program, command) => about(connectionOf(command)))
  for (const create of COMMANDS) program.addCommand(create(context))
  return program
}

const NAMES = ['name', 'new-name']

/** The name that a command is about. What cannot be a name is said so here, once for all commands. */
function connectionOf(command: Command): string | null {
  const names = command.registeredArguments
    .map((argument, index) => ({ kind: argument.name(), value: command.args[index] }))
    .filter(({ kind, value }) => NAMES.includes(kind) && value !== undefined)
  for (const { value } of names) if (!NAME_PATTERN.test(value ?? '')) raise('invalid_name')
  return names[0]?.value ?? null
}
