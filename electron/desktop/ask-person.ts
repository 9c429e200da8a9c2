import type { Dialog } from 'electron'
import type { FaultParams } from '../../shared/fault.ts'
import type { DesktopTexts } from '../../shared/text/desktop-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Question } from '../doors/consent.ts'

type QuestionTexts = { readonly message: string; readonly detail: string; readonly no: string; readonly yes: string }

/**
 * Asks in a window of the system, which no page can press: may stored secrets go to another server, into memory, under
 * another passphrase; may what nothing brings back be ended? No is what Enter and Escape mean.
 */
export function createQuestion(dialog: Pick<Dialog, 'showMessageBox'>, words: DesktopTexts) {
  const origin = {
    message: words.askOrigin,
    detail: words.askOriginSay,
    no: words.askOriginNo,
    yes: words.askOriginYes,
  }
  const move = { no: words.askMoveNo, yes: words.askMoveYes }
  const textsByCode: Readonly<Record<Question['code'], QuestionTexts>> = {
    origin_changed: origin,
    origin_told: origin,
    confirm_memory: { message: words.askMemory, detail: words.askMemorySay, ...move },
    confirm_file: { message: words.askFile, detail: words.askFileSay, ...move },
    confirm_leave: { message: words.askLeave, detail: words.askLeaveSay, no: words.askLeaveNo, yes: words.askLeaveYes },
    confirm_deletion: {
      message: words.askDeletion,
      detail: words.askDeletionSay,
      no: words.askDeletionNo,
      yes: words.askDeletionYes,
    },
    confirm_revoke: {
      message: words.askRevoke,
      detail: words.askRevokeSay,
      no: words.askRevokeNo,
      yes: words.askRevokeYes,
    },
  }
  return ({ code, params }: Question): Promise<boolean> => ask(dialog, textsByCode[code], params)
}

/** Before quitting, where `count` connections are only in this program's memory. True to go on. */
export function askToForget(
  dialog: Pick<Dialog, 'showMessageBox'>,
  words: DesktopTexts,
  count: number,
): Promise<boolean> {
  const { askQuit: message, askQuitSay: detail, askQuitNo: no, askQuitYes: yes } = words
  return ask(dialog, { message, detail, no, yes }, { count })
}

/** Before a window with unsaved input closes. True to go on. */
export function askToDiscard(dialog: Pick<Dialog, 'showMessageBox'>, words: DesktopTexts): Promise<boolean> {
  const { askTyped: message, askTypedSay: detail, askTypedNo: no, askTypedYes: yes } = words
  return ask(dialog, { message, detail, no, yes }, {})
}

async function ask(
  dialog: Pick<Dialog, 'showMessageBox'>,
  { message, detail, no, yes }: QuestionTexts,
  params: FaultParams,
): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: filled(message, params),
    detail: filled(detail, params),
    buttons: [no, yes],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
