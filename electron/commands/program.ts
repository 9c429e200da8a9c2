import type { Command } from 'commander'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { raise } from '../../shared/fault.ts'
import { newCommand } from './command.ts'
import type { CommandContext } from './context.ts'
import { assertNameOrGlob, isGlob } from './several/names.ts'

/** In the order in which a newcomer needs them; each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<(context: CommandContext) => Command>>> = {
  demo: async () => (await import('./hosts/demo.ts')).demoCommand,
  open: async () => (await import('./hosts/open.ts')).openCommand,
  systems: async () => (await import('./systems/systems.ts')).systemsCommand,
  add: async () => (await import('./connections/add.ts')).addCommand,
  edit: async () => (await import('./connections/edit.ts')).editCommand,
  'sign-in': async () => (await import('./connections/sign-in.ts')).signInCommand,
  list: async () => (await import('./listing/list.ts')).listCommand,
  show: async () => (await import('./connections/show.ts')).showCommand,
  token: async () => (await import('./tokens/token.ts')).tokenCommand,
  rejected: async () => (await import('./tokens/rejected.ts')).rejectedCommand,
  exec: async () => (await import('./tokens/exec.ts')).execCommand,
  credential: async () => (await import('./credentials/credential.ts')).credentialCommand,
  refresh: async () => (await import('./tokens/refresh.ts')).refreshCommand,
  test: async () => (await import('./tokens/test-command.ts')).testCommand,
  callbacks: async () => (await import('./connections/callbacks.ts')).callbacksCommand,
  crafter: async () => (await import('./connections/crafter.ts')).crafterCommand,
  pause: async () => (await import('./several/views-command.ts')).pauseCommand,
  resume: async () => (await import('./several/views-command.ts')).resumeCommand,
  rename: async () => (await import('./connections/rename.ts')).renameCommand,
  remove: async () => (await import('./connections/remove.ts')).removeCommand,
  restore: async () => (await import('./connections/restore.ts')).restoreCommand,
  import: async () => (await import('./import-export/import.ts')).importCommand,
  enroll: async () => (await import('./import-export/enroll.ts')).enrollCommand,
  fleet: async () => (await import('./fleet/fleet.ts')).fleetCommand,
  export: async () => (await import('./import-export/export.ts')).exportCommand,
  agent: async () => (await import('./hosts/agent.ts')).agentCommand,
  serve: async () => (await import('./hosts/serve.ts')).serveCommand,
  journal: async () => (await import('./support/journal.ts')).journalCommand,
  vault: async () => (await import('./vault/vault.ts')).vaultCommand,
  settings: async () => (await import('./settings/settings.ts')).settingsCommand,
  consumers: async () => (await import('./consumers/consumers.ts')).consumersCommand,
  network: async () => (await import('./settings/network.ts')).networkCommand,
  notify: async () => (await import('./settings/notify.ts')).notifyCommand,
  doctor: async () => (await import('./support/doctor.ts')).doctorCommand,
  completion: async () => (await import('./completion/completion.ts')).completionCommand,
}

/**
 * The command line, as far as these words need it: the one command that they name, else every command (help, a completion,
 * a mistyped name). `beforeCommand` gets the name of the command's connection before the command runs.
 */
export async function createProgram(
  context: CommandContext,
  beforeCommand: (name: string | null) => void,
  [word = '']: readonly string[] = [],
): Promise<Command> {
  const program = newCommand(context, 'everbearer')
    .version(context.version, '-V, --version', context.texts.options.version)
    // Taken out of the words before they come here (input/verbose.ts); this is for the help.
    .option('--verbose', context.texts.options.verbose)
    .helpCommand('help [command]', '')
    .enablePositionalOptions()
    .hook('preAction', (_program, command) => beforeCommand(connectionOf(command)))
  const isNamed = Object.hasOwn(COMMANDS, word) && word !== 'completion'
  const loading = Object.entries(COMMANDS).filter(([name]) => !isNamed || name === word)
  for (const create of await Promise.all(loading.map(([, load]) => load()))) program.addCommand(create(context))
  return program
}

const NAME_ARGUMENTS = ['name', 'new-name']

/** The command's connection, where it has exactly one. Raises invalid_name, here for all commands. */
function connectionOf(command: Command): string | null {
  const several = command.registeredArguments.some(
    (argument) => argument.variadic && NAME_ARGUMENTS.includes(argument.name()),
  )
  if (several) {
    command.args.forEach(assertNameOrGlob)
    const [only = '', ...others] = command.args
    return others.length > 0 || only === '' || isGlob(only) ? null : only
  }
  const names = command.registeredArguments
    .map((argument, index) => ({ kind: argument.name(), value: command.args[index] }))
    .filter(({ kind, value }) => NAME_ARGUMENTS.includes(kind) && value !== undefined)
  for (const { value } of names) if (!NAME_PATTERN.test(value ?? '')) raise('invalid_name')
  return names[0]?.value ?? null
}
