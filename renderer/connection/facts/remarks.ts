import { isDemo } from '../../../shared/connections/demo-connection.ts'
import { isVaultShut } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { PageTexts } from '../../../shared/text/page-texts.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import type { Page } from '../../state/page-context.ts'

/** What else is worth knowing beside the countdown; it changes only with the connection. */
export function remarks({ words, texts }: Pick<Page, 'words' | 'texts'>, view: ConnectionView): string {
  return remarksOn(view, words, texts)
    .map((remark) => ` · ${remark}`)
    .join('')
}

function remarksOn(view: ConnectionView, { overview, demo }: PageTexts, texts: Texts): readonly string[] {
  if (isVaultShut(view)) return []
  const said: string[] = []
  if (isDemo(view)) said.push(demo.mark)
  if (view.validated === null && view.lastRefresh === null && view.secrets['accessToken']?.present === true)
    said.push(overview.notValidated)
  if (view.validated?.tokenAccepted === 'no' && view.validated.current) said.push(overview.notAccepted)
  if (view.clockOffset !== null) {
    said.push(filled(overview.clockOff, { span: sayDuration(Math.abs(view.clockOffset)) }))
  }
  // What needs a person is told at the head of the screen; a trouble that passes is told here.
  if (view.fault !== null && view.state !== 'needs-person') said.push(faultMessage(texts, view.fault).say)
  // Where the site's word is not followed, and why.
  if (view.managed?.fault != null) said.push(faultMessage(texts, view.managed.fault).say)
  return said
}
