import type { Command } from 'commander'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
import { raise } from '../../shared/fault.ts'
import { addCommand } from './add.ts'
import { agentCommand } from './agent.ts'
import { callbacksCommand } from './callbacks.ts'
import { newCommand } from './command.ts'
import type { CommandContext } from './context.ts'
import { crafterCommand } from './crafter.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { editCommand } from './edit.ts'
import { execCommand } from './exec.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { journalCommand } from './journal.ts'
import { listCommand } from './list.ts'
import { networkCommand } from './network.ts'
import { openCommand } from './open.ts'
import { pauseCommand } from './pause.ts'
import { refreshCommand } from './refresh.ts'
import { rejectedCommand } from './rejected.ts'
import { removeCommand } from './remove.ts'
import { renameCommand } from './rename.ts'
import { restoreCommand } from './restore.ts'
import { resumeCommand } from './resume.ts'
import { serveCommand } from './serve.ts'
import { settingsCommand } from './settings.ts'
import { showCommand } from './show.ts'
import { signInCommand } from './sign-in.ts'
import { systemsCommand } from './systems.ts'
import { testCommand } from './test.ts'
import { tokenCommand } from './token.ts'
import { vaultCommand } from './vault.ts'

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
  for (const { value } of names) if (!NAME_PATTERN.test(value ?? '')) raise('name_unfit')
  return names[0]?.value ?? null
}
