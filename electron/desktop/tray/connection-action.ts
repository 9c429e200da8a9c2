import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { ConnectionAction } from './tray-menu.ts'

type Parts = {
  readonly bridge: Bridge
  /** Puts the token on the clipboard, as for the page (hosting/clipboard/copy-token.ts). */
  copyToken(input: { name: string }): Promise<unknown>
  say(title: string, body: string, connection: string): void
  readonly texts: Texts
  readonly words: DesktopTexts
}

/** The tray's entries for one connection. The window may be shut, so a notification says how it went; never rejects. */
export function createConnectionAction({ bridge, copyToken, say, texts, words }: Parts) {
  const tellFailure = (name: string, trouble: Fault): void => {
    const { say: what, next } = faultMessage(texts, trouble, { name })
    say(filled(words.actionFailed, { name }), `${what} ${next}`, name)
  }
  const tellSuccess = (title: string, body: string, name: string): void => say(filled(title, { name }), body, name)

  return async (action: ConnectionAction, name: string): Promise<void> => {
    try {
      if (action === 'copyToken') {
        await copyToken({ name })
        return tellSuccess(words.copied, words.copiedSay, name)
      }
      if (action === 'refresh') {
        await bridge.call('connections.refresh', { name })
        return tellSuccess(words.refreshed, words.refreshedSay, name)
      }
      const { fault } = await bridge.call('connections.test', { name })
      if (fault === null) tellSuccess(words.testedWell, words.testedWellSay, name)
      else tellFailure(name, fault)
    } catch (thrown) {
      tellFailure(name, faultOf(thrown))
    }
  }
}
