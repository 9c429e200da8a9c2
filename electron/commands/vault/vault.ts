import type { Command } from 'commander'
import type { Bridge, Input, VaultStatus } from '../../../shared/api/contract/contract.ts'
import { type FaultCode, faultOf, raise } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { VAULT_KINDS, type VaultKind } from '../../../shared/vault-kind.ts'
import { type JsonOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { answer, printJson } from '../output/json-output.ts'
import type { SharedOptions } from './move-shared.ts'
import { currentPassphrase, newPassphrase } from './passphrase-input.ts'
import { statusText } from './status-text.ts'

export function vaultCommand(context: CommandContext): Command {
  return newCommand(context, 'vault')
    .addCommand(statusCommand(context))
    .addCommand(unlockCommand(context))
    .addCommand(moveCommand(context))
    .addCommand(passphraseCommand(context))
}

function statusCommand(context: CommandContext): Command {
  return newCommand(context, 'vault status')
    .option('--json', context.texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const status = await withBridge(context, (bridge) => bridge.call('vault.status', {}))
      answer(context, json, status, statusText(context, status))
    })
}

function unlockCommand(context: CommandContext): Command {
  return newCommand(context, 'vault unlock')
    .option('--json', context.texts.options.json)
    .action(async ({ json = false }: JsonOption) => {
      const { terminal, texts } = context
      const { status, alone: isOwnKeeper } = await withBridge(context, async (bridge) => ({
        status: await unlock(context, bridge),
        alone: (await bridge.call('keeper.status', {})).pid === process.pid,
      }))
      answer(context, json, status, `${texts.words.vaultUnlocked}\n`)
      if (isOwnKeeper && status.kind === 'file') terminal.err(`everbearer: ${texts.words.vaultUnlockedAlone}\n`)
    })
}

async function unlock(context: CommandContext, bridge: Bridge): Promise<VaultStatus> {
  const { kind, condition, why } = await bridge.call('vault.status', {})
  if (kind !== 'file' || condition === 'open') return await bridge.call('vault.unlock', {})
  const passphrase = await passphraseFor(context, why !== 'file_new')
  return await bridge.call('vault.unlock', { passphrase: passphrase.reveal() })
}

function moveCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'vault move')
    .argument('<kind>', texts.options.kind)
    .option('--yes', texts.options.yes)
    .option('--etcd <addresses>', texts.options.etcd)
    .option('--user <name>', texts.options.etcdUser)
    .option('--password-file <file>', texts.options.etcdPasswordFile)
    .option('--authorities <file>', texts.options.etcdAuthorities)
    .option('--certificate <file>', texts.options.etcdCertificate)
    .option('--key <file>', texts.options.etcdCertificateKey)
    .option('--begin', texts.options.etcdBegin)
    .option('--as <name>', texts.options.memberName)
    .option('--json', context.texts.options.json)
    .action(async (wanted: string, options: JsonOption & SharedOptions & { readonly yes?: boolean }) => {
      const { json = false, yes = false } = options
      if (wanted === 'shared') {
        const { moveToShared } = await import('./move-shared.ts')
        const { after, wasShared } = await moveToShared(context, options)
        if (json) return printJson(context, after)
        return terminal.out(
          `${wasShared ? texts.words.sharedWayChanged : filled(texts.words.vaultMoved, { kind: texts.vaults.shared })}\n`,
        )
      }
      const to =
        VAULT_KINDS.find((kind) => kind === wanted) ?? raise('vault_choice_unknown', { choice: wanted.slice(0, 20) })
      const { before, after } = await withBridge(context, async (bridge) => {
        const before = await bridge.call('vault.status', {})
        if (to !== 'file' || before.kind === 'file') {
          const agreed = yes && to === 'memory' && before.connections !== null ? { confirm: before.connections } : {}
          return { before, after: await moveWithConsent(bridge, { to, ...agreed }, 'confirm_leave') }
        }
        const passphrase = (await passphraseFor(context, before.why === 'file_there')).reveal()
        return { before, after: await moveWithConsent(bridge, { to, passphrase }, 'confirm_file') }
      })
      if (json) return printJson(context, after)
      terminal.out(`${filled(moveSentence(texts, before, to), { kind: texts.vaults[to] })}\n`)
      if (after.leftShared === true) terminal.err(`everbearer: ${texts.words.sharedLeftBehind}\n`)
    })
}

/** Confirms for whoever typed the command, with the keeper's own count: it asks only to protect against pages. */
async function moveWithConsent(
  bridge: Bridge,
  input: Input<'vault.move'>,
  consentCode: FaultCode,
): Promise<VaultStatus> {
  return bridge.call('vault.move', input).catch((thrown: unknown) => {
    const { code, params } = faultOf(thrown)
    if (code !== consentCode) throw thrown
    return bridge.call('vault.move', { ...input, confirm: Number(params['count']) })
  })
}

/** The existing passphrase for an encrypted file that is there, a new one for a new file. */
async function passphraseFor(context: CommandContext, isThere: boolean): Promise<Secret> {
  if (isThere) return (await currentPassphrase(context)) ?? raise('passphrase_needed')
  return (await context.givenPassphrase()) ?? (await newPassphrase(context))
}

function moveSentence({ words }: Texts, before: VaultStatus, to: VaultKind): string {
  if (before.kind !== 'none') return words.vaultMoved
  return to === 'memory' ? words.vaultForThisRun : words.vaultChosen
}

function passphraseCommand(context: CommandContext): Command {
  return newCommand(context, 'vault passphrase').action(async () => {
    await withBridge(context, async (bridge) => {
      const { kind } = await bridge.call('vault.status', {})
      if (kind !== 'file') raise('no_passphrase_here', { kind })
      const present = (await currentPassphrase(context)) ?? raise('passphrase_needed')
      const next = (await newPassphrase(context)).reveal()
      await bridge.call('vault.passphrase', { present: present.reveal(), next })
    })
    const { terminal, texts } = context
    terminal.out(`${texts.words.passphraseChanged}\n`)
    if ((await context.givenPassphrase()) !== null) terminal.err(`everbearer: ${texts.words.passphraseGivenOld}\n`)
  })
}
