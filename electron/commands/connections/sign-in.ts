import type { Command } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import type { Output, SignInBegun } from '../../../shared/api/contract/contract.ts'
import { PASTED_ANSWER_LIMIT } from '../../../shared/entry/paste/pasted-answer.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { readInstant } from '../../../shared/time/instant.ts'
import { onConnection } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { faultLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'

type Options = { readonly json?: boolean; readonly open?: boolean }

/** A person signs in at the server; this command waits for it, and gives up when it is told to end. */
export function signInCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'sign-in')
    .option('--no-open', texts.options.noOpenSignIn)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false, open = true }: Options) => {
      // From the start: Ctrl-C counts also while the browser opens.
      const stopped = terminal.stopped().then(() => null)
      const { view, warning } = await withBridge(context, async (bridge) => {
        // Retried once where its keeper has ended, such as a command in another terminal.
        return runSignIn(context, bridge, name, open, stopped).catch((thrown: unknown) => {
          if (faultOf(thrown).code !== 'sign_in_unknown') throw thrown
          return runSignIn(context, bridge, name, open, stopped)
        })
      })
      if (warning !== null) terminal.err(faultLine(texts, warning, { name }))
      if (view === null) return
      if (json) return printJson(context, view)
      const { signInDone, signInDoneOpen } = texts.words
      const sentence = view.expiresAt === null ? signInDoneOpen : signInDone
      terminal.out(`${filled(sentence, { name, at: localTime(context, view.expiresAt ?? '') })}\n`)
    })
}

async function runSignIn(
  context: CommandContext,
  bridge: OpenBridge,
  name: string,
  open: boolean,
  stopped: Promise<null>,
): Promise<Output<'signIn.wait'>> {
  const begun = await bridge.call('signIn.begin', { name })
  const opened = await tellWhatToDo(context, begun, open)
  const stopAccepting = opened ? () => undefined : acceptPastedAnswers(context, bridge, begun)
  return waitForOutcome(bridge, begun, stopped).finally(stopAccepting)
}

/**
 * To standard error: it is not the command's output. False where the browser is elsewhere, as over ssh, so that its
 * answer may have to be pasted.
 */
async function tellWhatToDo(context: CommandContext, begun: SignInBegun, open: boolean): Promise<boolean> {
  const { terminal, texts, openInBrowser } = context
  const { words } = texts
  const { url, userCode, verificationUriComplete, expiresAt } = begun
  let answerComesBack = true
  if (userCode === null) {
    const opened = open && (await openInBrowser(url))
    answerComesBack = opened
    terminal.err(`${opened ? words.signInOpened : words.signInOpen}\n\n  ${visibleLine(url)}\n\n`)
    if (!opened) terminal.err(`${words.signInPaste}\n`)
  } else {
    terminal.err(`${filled(words.signInDevice, { url })}\n\n  ${visibleLine(userCode)}\n\n`)
    // A picture is for eyes: in a log it would be noise.
    if (terminal.interactive && verificationUriComplete !== null)
      terminal.err(`${words.signInScan}\n\n${renderUnicodeCompact(verificationUriComplete)}\n\n`)
  }
  terminal.err(`${filled(words.signInUntil, { at: localTime(context, expiresAt) })}\n`)
  return answerComesBack
}

/** Only an answer that does not belong to this sign-in is reported here, and may be pasted again; `signIn.wait` tells the rest. */
function acceptPastedAnswers({ terminal, texts }: CommandContext, bridge: OpenBridge, { id }: SignInBegun): () => void {
  return terminal.lines((line) => {
    if (line.trim() === '') return
    void bridge.call('signIn.answer', { id, answer: line.slice(0, PASTED_ANSWER_LIMIT) }).catch((thrown: unknown) => {
      if (faultOf(thrown).code === 'sign_in_forged') terminal.err(`${texts.words.signInNotPasted}\n`)
    })
  })
}

async function waitForOutcome(
  bridge: OpenBridge,
  { id }: SignInBegun,
  stopped: Promise<null>,
): Promise<Output<'signIn.wait'>> {
  for (;;) {
    const outcome = await Promise.race([bridge.call('signIn.wait', { id }), stopped])
    if (outcome === null) {
      await bridge.call('signIn.cancel', { id })
      raise('sign_in_cancelled')
    }
    if (outcome.done) return outcome
  }
}

function localTime({ terminal }: CommandContext, iso: string): string {
  const at = readInstant(iso)?.at
  return at === undefined ? iso : terminal.localTime(at)
}
