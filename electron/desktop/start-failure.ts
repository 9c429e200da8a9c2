import { app, dialog } from 'electron'
import { faultOf } from '../../shared/fault.ts'
import { desktopTextsFor } from '../../shared/text/desktop-texts.ts'
import { textsFor } from '../../shared/text/language.ts'
import { faultTelling } from '../../shared/text/sentence.ts'
import { HIDDEN } from '../adapters/node/desktop-program.ts'

/**
 * A desktop that cannot begin says why and ends. One that was started hidden says it to whoever started it: a dialog
 * would hold up a command that waits for its keeper.
 */
export function tellStartFailure(thrown: unknown): void {
  const { say, next } = faultTelling(textsFor(app.getLocale()), faultOf(thrown))
  const title = desktopTextsFor(app.getLocale()).notStarted
  if (process.argv.includes(HIDDEN)) process.stderr.write(`everbearer: ${title}. ${say} ${next}\n`)
  else dialog.showErrorBox(title, `${say}\n\n${next}`)
  app.exit(1)
}
